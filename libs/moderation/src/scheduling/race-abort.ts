import { addAbortListener } from 'node:events';

/**
 * Settles as a promise does, unless the signal is aborted first.
 * @throws the signal's reason as soon as it is aborted, and the error of the promise.
 */
export async function raceAbort<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  let listener: Disposable | undefined;
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else listener = addAbortListener(signal, () => reject(signal.reason));
  });
  try {
    // `aborted` comes first: when both have settled, `Promise.race` takes the first of the list.
    return await Promise.race([aborted, promise]);
  } finally {
    listener?.[Symbol.dispose]();
  }
}
