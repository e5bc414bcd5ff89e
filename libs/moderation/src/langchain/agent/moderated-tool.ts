import { type ToolMessage } from '@langchain/core/messages';

/** What is done with a tool's results and errors before anyone hears of them. */
export interface ToolModeration {
  /** @throws {Error} when a result must not go on. */
  readonly approveResult: (result: unknown) => Promise<unknown>;
  /** What is said in place of a result that must not go on. @throws {Error} what was given, if it is another failure */
  readonly refuse: (error: unknown) => ToolMessage;
  readonly approveError: (error: unknown) => Promise<unknown>;
}

interface CallableTool {
  readonly responseFormat?: unknown;
  _call(...given: unknown[]): unknown;
}

/**
 * The same tool, with its result judged inside its call: LangChain tells callbacks and event streams of a result as soon as the
 * call returns, before any middleware has it. What a tool yields on its way is not told to anyone: only the whole can be judged.
 * A tool that is no `StructuredTool` comes back as it is; its result is judged by the middleware alone.
 */
export function moderatedTool<Tool>(tool: Tool, { approveResult, approveError, refuse }: ToolModeration): Tool {
  if (!isCallable(tool)) return tool;
  const call = async (...given: unknown[]): Promise<unknown> => {
    let result: unknown;
    try {
      const returned = await tool._call(...given);
      result = isGenerator(returned) ? await lastOf(returned) : returned;
    } catch (error) {
      throw await approveError(error);
    }
    try {
      return await approveResult(result);
    } catch (error) {
      // An answer and not a failure: who reads a stream of events may take a failed tool for the end of it.
      const refused = refuse(error);
      return tool.responseFormat === 'content_and_artifact' ? [refused, undefined] : refused;
    }
  };
  // Not a copy: a tool may have private fields, which no copy has.
  return new Proxy(tool, {
    get: (target, name) => (name === '_call' ? call : (Reflect.get(target, name, target) as unknown)),
  });
}

async function lastOf(generator: AsyncGenerator<unknown>): Promise<unknown> {
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
