/** Milliseconds in which work may end in order once its signal was aborted. */
const gracePeriod = 5000;

/**
 * Reads events as they come. Work that does not end by itself after an abort is left alone.
 *
 * @throws the reason of the signal, some time after the abort, where the events have not ended by then
 */
export async function* readUntilAborted<Event>(
  events: AsyncIterable<Event>,
  signal: AbortSignal,
  grace = gracePeriod,
): AsyncGenerator<Event> {
  const iterator = events[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  let isAbandoned = false;
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<never>((_, reject) => {
    abandon = () => {
      isAbandoned = true;
      reject(signal.reason);
    };
  });
  // Most events end before it is rejected, and then nothing waits for it.
  abandoned.catch(() => undefined);
  const onAbort = (): void => {
    timer = setTimeout(abandon, grace);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), abandoned]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    const ended = iterator.return?.();
    // Work that hangs would hang here, too.
    if (isAbandoned) ended?.catch(() => undefined);
    else await ended;
  }
}
