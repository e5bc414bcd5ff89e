import { type ToolMessage } from '@langchain/core/messages';

/** Moderates the results and errors of one tool call. */
interface ToolModeration {
  /** @throws {Error} when the result must not be released. */
  readonly moderateResult: (result: unknown) => Promise<unknown>;
  /** Returns the error to throw in place of the tool's own. */
  readonly moderateError: (error: unknown) => Promise<unknown>;
  /** Creates the message that replaces a refused result. @throws {Error} the given error, when it is no refusal. */
  readonly refuse: (error: unknown) => ToolMessage;
}

interface CallableTool {
  readonly responseFormat?: unknown;
  _call(...args: unknown[]): unknown;
}

/**
 * Wraps a tool so that its result is moderated inside the call. LangChain gives a result to callbacks and event
 * streams as soon as the call returns, before any middleware gets it. Values that a tool yields before its result are
 * dropped: only a whole result can be moderated.
 *
 * A tool that is no `StructuredTool` is returned as it is; only the middleware moderates its result.
 */
export function wrapTool<Tool>(tool: Tool, { moderateResult, moderateError, refuse }: ToolModeration): Tool {
  if (!isCallable(tool)) return tool;
  const call = async (...args: unknown[]): Promise<unknown> => {
    let result: unknown;
    try {
      const returned = await tool._call(...args);
      result = isGenerator(returned) ? await readToEnd(returned) : returned;
    } catch (error) {
      throw await moderateError(error);
    }
    try {
      return await moderateResult(result);
    } catch (error) {
      // Returned and not thrown: readers of an event stream may take a failed tool for the end of the stream.
      const refusal = refuse(error);
      return tool.responseFormat === 'content_and_artifact' ? [refusal, undefined] : refusal;
    }
  };
  // Not a copy: a tool may have private fields, which no copy has.
  return new Proxy(tool, {
    get: (target, name) => (name === '_call' ? call : (Reflect.get(target, name, target) as unknown)),
  });
}

async function readToEnd(generator: AsyncGenerator<unknown>): Promise<unknown> {
  let next = await generator.next();
  while (next.done !== true) next = await generator.next();
  return next.value;
}

function isCallable(tool: unknown): tool is CallableTool & object {
  return typeof tool === 'object' && tool !== null && '_call' in tool && typeof tool._call === 'function';
}

function isGenerator(value: unknown): value is AsyncGenerator<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value &&
    'next' in value &&
    typeof value.next === 'function'
  );
}
