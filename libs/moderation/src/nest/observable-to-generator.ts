import { type Observable } from 'rxjs';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** The most values that wait for moderation: an observable cannot be paused, and more would fill the memory. */
const maximumWaiting = 10_000;

/**
 * Reads the values of an observable in order. The subscription ends when the reader leaves, and at once on an abort.
 * @throws {ConfigurationError} when more than 10,000 values wait; the error of the observable; the reason of the signal.
 */
export async function* toAsyncGenerator<Value>(
  observable: Observable<Value>,
  signal?: AbortSignal,
): AsyncGenerator<Value> {
  signal?.throwIfAborted();
  const waiting: Value[] = [];
  let wake = (): void => undefined;
  let failure: { readonly error: unknown } | undefined;
  let isDone = false;
  const subscription = observable.subscribe({
    next: (value) => {
      if (waiting.length < maximumWaiting) waiting.push(value);
      else
        failure ??= {
          error: new ConfigurationError(
            `More than ${maximumWaiting} values wait for moderation; the handler sends faster than they are moderated.`,
          ),
        };
      wake();
    },
    error: (error: unknown) => {
      failure = { error };
      wake();
    },
    complete: () => {
      isDone = true;
      wake();
    },
  });
  const onAbort = (): void => {
    subscription.unsubscribe();
    failure = { error: signal?.reason };
    waiting.length = 0;
    wake();
  };
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift() as Value;
      if (failure !== undefined) throw failure.error;
      if (isDone) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    subscription.unsubscribe();
  }
}
