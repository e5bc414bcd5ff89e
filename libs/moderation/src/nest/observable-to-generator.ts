import { type Observable } from 'rxjs';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** An observable cannot be paused: one that is so many values ahead of its moderation would only fill the memory. */
const maximumWaiting = 10_000;

/**
 * Reads the values of an observable in order. The subscription ends when the reader leaves.
 * @throws {ConfigurationError} when more than 10,000 values wait, and the error of the observable.
 */
export async function* toAsyncGenerator<Value>(observable: Observable<Value>): AsyncGenerator<Value> {
  const waiting: Value[] = [];
  let wake = (): void => undefined;
  let failure: { readonly error: unknown } | undefined;
  let isDone = false;
  const subscription = observable.subscribe({
    next: (value) => {
      if (waiting.length < maximumWaiting) waiting.push(value);
      else failure ??= { error: new ConfigurationError(`More than ${maximumWaiting} values wait for moderation.`) };
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
    subscription.unsubscribe();
  }
}
