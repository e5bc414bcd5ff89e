/** A JSON Schema of a tool's arguments that is odd in some way, and arguments for it. */
export interface OddSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly met: Readonly<Record<string, unknown>>;
  /** Absent where the grammar enforces the schema, or nothing can be checked. */
  readonly unmet?: Readonly<Record<string, unknown>>;
}

/** The dialect of most tools. */
export const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#' };
/** Any text. */
export const text = { type: 'string' };
/** Makes an object of optional properties. */
export const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
/** Makes an object of required properties. */
export const required = (properties: object, more: object = {}) =>
  object(properties, { required: Object.keys(properties), ...more });
