import { from, type Observable } from 'rxjs';

import { ConfigurationError } from '../errors.js';
import { gateParts } from '../gate-stream.js';
import { moderateValue } from '../moderate-value.js';
import { type Moderator } from '../moderator.js';
import { isReleasable } from '../verdict.js';
import { ContentRefusedException } from './content-refused.exception.js';

/**
 * Gates pieces of one text, given as strings or as server-sent events whose data is a string. Other values come out in their
 * order, each judged as a value.
 */
export function gateObservable(answer: Observable<unknown>, moderator: Moderator, requestId: string): Observable<unknown> {
  return from(gated(answer, moderator, requestId));
}

async function* gated(answer: Observable<unknown>, moderator: Moderator, requestId: string): AsyncGenerator<unknown> {
  const path = 'response';
  let isEvent = false;
  const textOf = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null || !('data' in value) || typeof value.data !== 'string') return undefined;
    isEvent = true;
    return value.data;
  };
  for await (const event of gateParts(valuesOf(answer), moderator, { requestId, path, textOf })) {
    if (event.type === 'text-delta') yield isEvent ? { data: event.text } : event.text;
    if (event.type === 'stop') throw new ContentRefusedException(moderator.policy, event.verdict);
    if (event.type !== 'part') continue;
    const { verdict, value } = await moderateValue(moderator, { stage: 'output', role: 'assistant', path, requestId, value: event.part });
    if (!isReleasable(verdict)) throw new ContentRefusedException(moderator.policy, verdict);
    yield value;
  }
}

/** An observable cannot be told to wait: one that is this far ahead of its checks is broken. */
const maximumWaiting = 10_000;

/** The values of an observable, in order; the subscription ends when the reader leaves. */
async function* valuesOf<Value>(observable: Observable<Value>): AsyncGenerator<Value> {
  const waiting: Value[] = [];
  let wake = (): void => undefined;
  let failure: { readonly error: unknown } | undefined;
  let isDone = false;
  const subscription = observable.subscribe({
    next: (value) => {
      if (waiting.length < maximumWaiting) waiting.push(value);
      else failure ??= { error: new ConfigurationError(`More than ${String(maximumWaiting)} values wait for their check.`) };
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
