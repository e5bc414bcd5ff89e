/**
 * Runs a step with a signal that fires when `signal` does, and when the step is over: what it began and did not wait for, such
 * as the other answers when one fails, ends with it.
 */
export async function withSharedAbort<Result>(
  signal: AbortSignal | undefined,
  step: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const over = new AbortController();
  try {
    return await step(signal ? AbortSignal.any([signal, over.signal]) : over.signal);
  } finally {
    over.abort();
  }
}
