import { from, type Observable } from 'rxjs';

import { gateParts } from '../streaming/gate-stream.js';
import { moderateValue } from '../values/moderate-value.js';
import { type Moderator } from '../moderator/moderator.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../contract/verdict.js';
import { moderateException } from './moderate-exception.js';
import { ContentRefusedException } from './content-refused.exception.js';
import { ValueBuffer } from './value-buffer.js';
import { toAsyncGenerator } from './observable-to-generator.js';

/** What a stream of values is gated with. */
export interface ObservableGate {
  readonly moderator: Moderator;
  readonly requestId: string;
  /** A value as it is sent: plain, and a copy. */
  readonly sent: (value: unknown) => unknown;
}

const facts = { stage: 'output', role: 'assistant', path: 'response' } as const;

/**
 * Gates pieces of one text, given as strings or as server-sent events whose data is a string. Other values come out at the end, in
 * their order: a text may be split over them.
 */
export function gateObservable(answer: Observable<unknown>, gate: ObservableGate): Observable<unknown> {
  return from(gated(answer, gate));
}

/** Lets values out that stand for themselves, each as soon as it was judged. */
export function moderateEach(answer: Observable<unknown>, gate: ObservableGate): Observable<unknown> {
  return from(eachApproved(answer, gate));
}

async function* gated(
  answer: Observable<unknown>,
  { moderator, requestId, sent }: ObservableGate,
): AsyncGenerator<unknown> {
  const held = new ValueBuffer(moderator, { ...facts, requestId });
  const refuse = (verdict: BlockVerdict | ErrorVerdict): never => {
    throw new ContentRefusedException(moderator.policy, verdict);
  };
  let isEvent = false;
  const readText = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (!isTextEvent(value)) return undefined;
    isEvent = true;
    return value.data;
  };
  try {
    for await (const event of gateParts(toAsyncGenerator(answer), moderator, {
      requestId,
      path: facts.path,
      readText,
    })) {
      if (event.type === 'text-delta') yield isEvent ? { data: event.text } : event.text;
      if (event.type === 'stop') refuse(event.verdict);
      if (event.type !== 'part') continue;
      const { stopped } = await held.push(sent(event.part));
      if (stopped !== undefined) refuse(stopped);
    }
    const { values, stopped } = await held.end();
    if (stopped !== undefined) refuse(stopped);
    yield* values;
  } catch (error) {
    throw await moderateException(error, moderator, requestId);
  }
}

async function* eachApproved(
  answer: Observable<unknown>,
  { moderator, requestId, sent }: ObservableGate,
): AsyncGenerator<unknown> {
  try {
    for await (const given of toAsyncGenerator(answer)) {
      const { verdict, value } = await moderateValue(moderator, { ...facts, requestId, value: sent(given) });
      if (!isReleasable(verdict)) throw new ContentRefusedException(moderator.policy, verdict);
      yield value;
    }
  } catch (error) {
    throw await moderateException(error, moderator, requestId);
  }
}

function isTextEvent(value: unknown): value is { readonly data: string } {
  return typeof value === 'object' && value !== null && 'data' in value && typeof value.data === 'string';
}
