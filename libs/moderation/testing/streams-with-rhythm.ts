import { type CategorySpan, type Classifier } from '../src/contract/classifier.js';
import { Moderator } from '../src/moderator/moderator.js';
import { definePolicy } from '../src/policy/parse-policy.js';
import { type PolicyDocument } from '../src/policy/schema/policy-schema.js';
import { SlowClassifier, type SlowClassifierOptions } from './slow-classifier.js';

export const fastPhrase = 'red lantern';
export const slowPhrase = 'blue anchor';
/** So long that only full windows are checked. */
export const never = 60_000;

/** Finds the places of a phrase in a text. */
export function findAll(phrase: string, text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(new RegExp(`\\b${phrase}\\b`, 'g'))].map(({ index }) => ({
    start: index,
    end: index + phrase.length,
  }));
}

/** Finds a phrase in every window at once. */
export const fast: Classifier = {
  name: 'fast',
  categories: ['x/fast'],
  classify: async ({ text, partial }) => ({
    scores: {},
    spans: findAll(fastPhrase, text).map((range): CategorySpan => ({ ...range, category: 'x/fast', score: 1 })),
    scanned: { start: 0, end: text.length },
    settledTo: partial ? Math.max(0, text.length - fastPhrase.length) : text.length,
  }),
};

/** Creates a classifier with a rhythm that finds its phrase, and checks only full windows unless told otherwise. */
export function createSlow(options: SlowClassifierOptions = {}): SlowClassifier {
  return new SlowClassifier({
    find: (text) => findAll(slowPhrase, text),
    ...options,
    // No rests: these tests are about windows, and not about time.
    rhythm: { maximumWaitMs: never, maximumShare: 1, ...options.rhythm },
  });
}

/** Creates a policy that takes one action on what the two classifiers find. */
export function toPolicy({ gate, ...document }: Partial<PolicyDocument> = {}, action: 'block' | 'redact' = 'block') {
  return definePolicy({
    name: 'test',
    version: '1',
    categories: { 'x/fast': { action }, 'x/slow': { action } },
    redaction: { hashKey: 'a key for tests only' },
    // A busy machine must not look like a slow classifier.
    otherClassifiers: { timeoutMs: 120_000 },
    gate: { maximumWaitMs: never, ...gate },
    ...document,
  });
}

/** Creates a moderator with a classifier for every window, and another one. */
export function createModerator(slow: Classifier, document: Partial<PolicyDocument> = {}): Moderator {
  return new Moderator({ policy: toPolicy(document), classifiers: [fast, slow] });
}

/** Writes a text in which every passage is unique: a window tells where it stands. */
export function writeText(characters: number): string {
  let text = '';
  for (let index = 0; text.length < characters; index += 1) {
    text += `${[...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('')} `;
  }
  return text.slice(0, characters);
}

/** Collects all events. */
export async function collect<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Joins the texts of events. */
export function joinText(events: readonly { readonly type: string }[]): string {
  return events.map((event) => ('text' in event ? String(event.text) : '')).join('');
}

/** Cuts a text into pieces of one size. */
export async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}

/** Yields text, and then nothing more. */
export async function* hangAfter(...pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
  await new Promise(() => undefined);
}
