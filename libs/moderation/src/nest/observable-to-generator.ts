import { type Observable } from 'rxjs';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** An observable cannot be told to wait: one that is this far ahead of its checks is broken. */
const maximumWaiting = 10_000;

/** The values of an observable, in order; the subscription ends when the reader leaves. */
export async function* toAsyncGenerator<Value>(observable: Observable<Value>): AsyncGenerator<Value> {
  const waiting: Value[] = [];
  let wake = (): void => undefined;
  let failure: { readonly error: unknown } | undefined;
  let isDone = false;
  const subscription = observable.subscribe({
    next: (value) => {
      if (waiting.length < maximumWaiting) waiting.push(value);
      else
        failure ??= {
          error: new ConfigurationError(`More than ${String(maximumWaiting)} values wait for their check.`),
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
