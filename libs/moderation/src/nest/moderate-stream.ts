import { from, type Observable } from 'rxjs';

import { type Moderator } from '../moderator/moderator.js';
import { gateParts } from '../streaming/gate-stream.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { moderateOrThrow } from '../values/moderate-or-throw.js';
import { moderateException } from './moderate-exception.js';
import { toAsyncGenerator } from './observable-to-generator.js';
import { refuseFile } from './unmoderated-answers.js';
import { ValueBuffer } from './value-buffer.js';

const location = { stage: 'output', role: 'assistant', path: 'response' } as const;

/**
 * Moderates an answer of many values, as `ModeratedOptions.stream` describes. Server-sent events and other objects come out as plain
 * copies that hold what JSON writes of them.
 */
export function moderateStream(
  answer: Observable<unknown>,
  stream: true | 'values',
  moderator: Moderator,
  requestId: string,
): Observable<unknown> {
  return from(moderateValues(answer, stream, moderator, requestId));
}

async function* moderateValues(
  answer: Observable<unknown>,
  stream: true | 'values',
  moderator: Moderator,
  requestId: string,
): AsyncGenerator<unknown> {
  const values = toAsyncGenerator(answer);
  try {
    yield* stream === 'values' ? moderateEach(values, moderator, requestId) : gateText(values, moderator, requestId);
  } catch (error) {
    throw await moderateException(error, moderator, requestId);
  }
}

async function* moderateEach(
  values: AsyncIterable<unknown>,
  moderator: Moderator,
  requestId: string,
): AsyncGenerator<unknown> {
  for await (const value of values)
    yield await moderateOrThrow(moderator, { ...location, requestId, value: toPlain(value) });
}

/** Gates pieces of one text, given as strings or as events whose data is a string. All other values come out at the end. */
async function* gateText(
  values: AsyncIterable<unknown>,
  moderator: Moderator,
  requestId: string,
): AsyncGenerator<unknown> {
  const others = new ValueBuffer(moderator, { ...location, requestId });
  let isEvent = false;
  const readText = (value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (!isTextEvent(value)) return undefined;
    isEvent = true;
    return value.data;
  };
  for await (const event of gateParts(values, moderator, { requestId, path: location.path, readText })) {
    if (event.type === 'text-delta') yield isEvent ? { data: event.text } : event.text;
    if (event.type === 'stop') throw new ContentRefusedError(event.verdict);
    if (event.type === 'part') await others.hold(toPlain(event.part));
  }
  yield* await others.release();
}

/** Copies what JSON writes of a value: it is held for a while, and redactions are put into it. */
function toPlain(value: unknown): unknown {
  refuseFile(value);
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

function isTextEvent(value: unknown): value is { readonly data: string } {
  return typeof value === 'object' && value !== null && 'data' in value && typeof value.data === 'string';
}
