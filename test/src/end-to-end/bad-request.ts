/** Describes a request that must be a 400, with the code and the field of its error. */
export interface BadRequest {
  readonly name: string;
  readonly body: unknown;
  readonly code: string;
  /** A path, or a matcher of one. */
  readonly param: unknown;
}

/** Writes a message of the user. */
export const user = (content: unknown) => ({ role: 'user', content });
/** The shortest conversation. */
export const hello = [user('Hello')];
/** Writes a tool. */
export const fn = (name: string, parameters: object = {}) => ({ type: 'function', function: { name, parameters } });
/** Writes a tool whose schema must be enforced whole. */
export const strictFn = (name: string, parameters: object) => ({
  type: 'function',
  function: { name, parameters, strict: true },
});
/** Writes a message with one call, whose arguments are a text. */
export const called = (text: string) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'a', arguments: text } }],
});
/** The result of that call. */
export const result = { role: 'tool', tool_call_id: 'call_1', content: 'b' };
/** Nests objects in objects. */
export const nested = (levels: number): object => (levels === 0 ? {} : { properties: nested(levels - 1) });
