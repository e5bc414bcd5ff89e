/** Tells whether a model knows the language of a text. An uncertain one is scored, and the next model reads it, too. */
export type LanguageCertainty = 'unknown' | 'uncertain' | 'certain';

/**
 * A linear head over the letter groups and words of a text. Its logit is `bias` and `scale` times the sum of the weights of all
 * features, divided by the square root of their number. It is negative for a text in a language that the model does not know.
 */
export interface GuardLanguageHead {
  /** A weight for each bucket of features. Their number is a power of two. */
  readonly weights: Int8Array;
  readonly scale: number;
  readonly bias: number;
  /** The logit from which the language is certain. Below it the next model reads the text, too. Default 0. */
  readonly certainAt?: number | undefined;
}

/** A run of letters and digits of a readable text. One with a digit is an id, a number or a disguise, and of no language. */
const run = /[0-9a-zß-ſ]+/g;
const digit = /[0-9]/;

/** Equal to the values in `language_features.py` of the training programs. The hash is FNV-1a of 32 bits. */
const longestGroup = 4;
const mark = '_';
const groupSeed = 0x811c9dc5;
const wordSeed = 0x9747b28c;
const prime = 0x01000193;

/** Tells whether a text is in a language that a model knows. The time is linear in the length of the text. */
export function classifyLanguage(head: GuardLanguageHead, readable: string): LanguageCertainty {
  const logit = toLanguageLogit(head, readable);
  if (logit < 0) return 'unknown';
  return logit >= (head.certainAt ?? 0) ? 'certain' : 'uncertain';
}

/** Computes the logit of a text in the form that the model reads: see `toReadableText`. */
export function toLanguageLogit({ weights, scale, bias }: GuardLanguageHead, readable: string): number {
  let sum = 0;
  let count = 0;
  visitBuckets(readable, weights.length, (bucket) => {
    sum += weights[bucket] ?? 0;
    count += 1;
  });
  return bias + (scale * sum) / Math.sqrt(Math.max(count, 1));
}

/** Visits the bucket of each group of one to four letters, and of each word. @param buckets a power of two */
export function visitBuckets(readable: string, buckets: number, visit: (bucket: number) => void): void {
  const visitHash = (hash: number): void => visit((hash ^ (hash >>> 16)) & (buckets - 1));
  for (const [word] of readable.matchAll(run)) if (!digit.test(word)) visitWord(`${mark}${word}${mark}`, visitHash);
}

/** @param word has marks at its ends */
function visitWord(word: string, visit: (hash: number) => void): void {
  let whole = wordSeed;
  for (let start = 0; start < word.length; start += 1) {
    whole = addLetter(whole, word, start);
    let group = groupSeed;
    const end = Math.min(start + longestGroup, word.length);
    for (let index = start; index < end; index += 1) {
      group = addLetter(group, word, index);
      // A mark alone says nothing.
      if (index > start || word[start] !== mark) visit(group);
    }
  }
  visit(whole);
}

function addLetter(hash: number, word: string, index: number): number {
  return Math.imul(hash ^ word.charCodeAt(index), prime);
}
