import { type GuardLanguageHead, visitBuckets } from '../src/classifiers/guard/language-head.js';

/** Creates a language head that knows some words, and not some others. It counts what only one side has. */
export function createLanguageHead(
  known: readonly string[],
  others: readonly string[],
  certainAt = 0,
): GuardLanguageHead {
  const weights = new Int8Array(2 ** 14);
  const set = (texts: readonly string[], weight: number): void => {
    for (const text of texts) visitBuckets(text, weights.length, (bucket) => (weights[bucket] = weight));
  };
  set(known, 1);
  const ofKnown = weights.slice();
  set(others, -1);
  const both = weights.map((weight, bucket) => (weight === -1 && ofKnown[bucket] === 1 ? 0 : weight));
  return { weights: both, scale: 1, bias: -0.5, certainAt };
}
