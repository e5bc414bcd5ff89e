/**
 * Yields the items of a stream. When its reader leaves after an abort, it calls `next()` once more before `return()`:
 * some models check their signal only when the next piece arrives, and would otherwise keep the connection to their
 * server.
 */
export async function* endOnAbort<Item>(
  source: AsyncGenerator<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item> {
  let isOver = false;
  try {
    for (;;) {
      const next = await source.next().catch((error: unknown) => {
        isOver = true;
        throw error;
      });
      isOver = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    if (!isOver) {
      const ignore = (): undefined => undefined;
      // Not awaited: a source that hangs must not hold its reader.
      if (signal?.aborted) source.next().catch(ignore);
      source.return(undefined).catch(ignore);
    }
  }
}
