/**
 * Reads a stream of a graph as fast as it comes. LangGraph discards the chunks that nobody has read yet when a step fails; here
 * they come before the error.
 */
export async function* readAhead<Chunk>(stream: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  const iterator = stream[Symbol.asyncIterator]();
  const chunks: Chunk[] = [];
  let wake: (() => void) | undefined;
  let end: { readonly error?: unknown } | undefined;
  const read = async (): Promise<void> => {
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        chunks.push(next.value);
        wake?.();
      }
      end = {};
    } catch (error) {
      end = { error };
    }
    wake?.();
  };
  void read();
  try {
    for (;;) {
      while (chunks.length > 0) yield chunks.shift() as Chunk;
      if (end !== undefined) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if ('error' in end) throw end.error;
  } finally {
    if (end === undefined) void iterator.return?.().catch(() => undefined);
  }
}
