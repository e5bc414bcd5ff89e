import { type ToolMessage } from '@langchain/core/messages';

import { parseToolArguments } from './parse-tool-arguments.js';

/** Moderates the results and errors of one tool call. */
interface ToolModeration {
  /**
   * Restores the values in the arguments before the tool runs. The arguments are validated after that, because a placeholder may not be
   * what the schema asks for. Undefined: the arguments stay as they are.
   */
  readonly restoreArguments?: ((given: unknown) => unknown) | undefined;
  /** @throws {Error} when the result must not be released. */
  readonly moderateResult: (result: unknown) => Promise<unknown>;
  /** Returns the error to throw in place of the tool's own. */
  readonly moderateError: (error: unknown) => Promise<unknown>;
  /** Creates the message that replaces a refused result. @throws {Error} the given error, when it is no refusal. */
  readonly refuse: (error: unknown) => ToolMessage;
}

interface CallableTool {
  readonly schema?: unknown;
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
export function wrapTool<Tool>(tool: Tool, moderation: ToolModeration): Tool {
  if (!isCallable(tool)) return tool;
  const { restoreArguments, moderateResult, moderateError, refuse } = moderation;
  const call = async (given: unknown, ...others: unknown[]): Promise<unknown> => {
    let result: unknown;
    try {
      const args =
        restoreArguments === undefined ? given : await parseToolArguments(tool.schema, restoreArguments(given), given);
      const returned = await tool._call(args, ...others);
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
    get: (target, name) => {
      if (name === '_call') return call;
      // LangChain validates arguments before it calls the tool: anything is valid until its values are restored.
      return name === 'schema' && restoreArguments !== undefined ? {} : (Reflect.get(target, name, target) as unknown);
    },
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
