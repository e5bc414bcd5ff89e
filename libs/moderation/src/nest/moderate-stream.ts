import { defer, finalize, from, type Observable } from 'rxjs';

import { type Moderator } from '../moderator/moderator.js';
import { gateParts } from '../streaming/gate-stream.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { moderateOrThrow } from '../values/moderate-or-throw.js';
import { moderateException } from './moderate-exception.js';
import { type AnswerContext, answerLocation, toAnswerLocation } from './moderated-options.js';
import { toAsyncGenerator } from './observable-to-generator.js';
import { assertNoFile } from './assert-moderatable.js';
import { ValueBuffer } from './value-buffer.js';

/**
 * Moderates an answer of many values, as `ModeratedOptions.stream` describes. Server-sent events and other objects are yielded as plain
 * copies of their JSON form; of a text event only `data` is kept. When the reader leaves, the handler's observable and all checks end
 * at once.
 */
export function moderateStream(
  answer: Observable<unknown>,
  stream: true | 'values',
  moderator: Moderator,
  context: AnswerContext,
): Observable<unknown> {
  return defer(() => {
    const controller = new AbortController();
    const signal = context.signal ? AbortSignal.any([context.signal, controller.signal]) : controller.signal;
    // RxJS ends a generator only after its next value, for which a silent handler may never be asked.
    return from(moderateValues(answer, stream, moderator, { ...context, signal })).pipe(
      finalize(() => controller.abort()),
    );
  });
}

async function* moderateValues(
  answer: Observable<unknown>,
  stream: true | 'values',
  moderator: Moderator,
  context: AnswerContext,
): AsyncGenerator<unknown> {
  const values = toAsyncGenerator(answer, context.signal);
  try {
    yield* stream === 'values' ? moderateEach(values, moderator, context) : gateText(values, moderator, context);
  } catch (error) {
    throw await moderateException(error, moderator, context);
  }
}

async function* moderateEach(
  values: AsyncIterable<unknown>,
  moderator: Moderator,
  context: AnswerContext,
): AsyncGenerator<unknown> {
  const { signal } = context;
  for await (const value of values) {
    yield await moderateOrThrow(moderator, { ...toAnswerLocation(context), value: toPlain(value) }, { signal });
  }
}

/**
 * Gates pieces of one text, given as strings or as events whose data is a string. All other values are yielded at the
 * end.
 */
async function* gateText(
  values: AsyncIterable<unknown>,
  moderator: Moderator,
  context: AnswerContext,
): AsyncGenerator<unknown> {
  const { requestId, signal, precedingText } = context;
  const others = new ValueBuffer(moderator, toAnswerLocation(context), { signal });
  let isEvent = false;
  const readText = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (!isTextEvent(value)) return undefined;
    isEvent = true;
    return value.data;
  };
  const options = { requestId, signal, precedingText, path: answerLocation.path, readText };
  for await (const event of gateParts(values, moderator, options)) {
    if (event.type === 'text-delta') yield isEvent ? { data: event.text } : event.text;
    if (event.type === 'stop') throw new ContentRefusedError(event.verdict);
    if (event.type === 'part') await others.hold(toPlain(event.part));
  }
  yield* await others.release();
}

/** Copies a value through JSON, because it is held and changed by redactions. */
function toPlain(value: unknown): unknown {
  assertNoFile(value);
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

function isTextEvent(value: unknown): value is { readonly data: string } {
  return typeof value === 'object' && value !== null && 'data' in value && typeof value.data === 'string';
}
