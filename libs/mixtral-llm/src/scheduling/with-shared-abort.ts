/**
 * Runs a step with a signal that aborts when `signal` does, and also when the step ends. That stops work which the step started but
 * did not wait for, such as the other answers when one fails.
 *
 * @throws the error of the step, or the reason of `signal` when it was aborted before
 */
export async function withSharedAbort<Result>(
  signal: AbortSignal | undefined,
  step: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  try {
    return await step(signal ? AbortSignal.any([signal, ended.signal]) : ended.signal);
  } finally {
    ended.abort();
  }
}
