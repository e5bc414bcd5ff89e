import { raceAbort } from './race-abort.js';

/**
 * Settles as a promise does, or as `onLate` does when the promise takes longer than a limit.
 * @throws the error of the promise or of `onLate`, and the reason of the signal as soon as it is aborted.
 */
export async function withTimeout<Value, Late>(
  promise: Promise<Value>,
  limitMs: number,
  onLate: () => Late,
  signal?: AbortSignal,
): Promise<Value | Late> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  }).then(onLate);
  try {
    return await raceAbort(Promise.race([promise, late]), signal);
  } finally {
    clearTimeout(timer);
  }
}
