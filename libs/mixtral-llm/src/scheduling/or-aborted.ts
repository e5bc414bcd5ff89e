import { addAbortListener } from 'node:events';

/**
 * Waits for a promise, or stops waiting when a signal aborts. The work behind the promise goes on.
 *
 * @throws the signal's reason when it aborts first
 */
export function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const listener = addAbortListener(signal, () => reject(signal.reason));
    void work.then(resolve, reject).finally(() => listener[Symbol.dispose]());
  });
}
