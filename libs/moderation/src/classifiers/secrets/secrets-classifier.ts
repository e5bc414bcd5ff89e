import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { highestScore } from '../spans/span-scores.js';
import { findAssignedSecrets } from './assigned-secret.js';
import { findTokens } from './find-tokens.js';
import { type FoundSecret } from './found-secret.js';
import { findPrivateKeys, openPrivateKey } from './private-key.js';

/** The longest token that is held back whole while it is written: a JSON Web Token with many claims. */
const longestToken = 8_192;

/**
 * Finds secrets: keys and tokens in the formats that their issuers publish, private keys, and values that a name beside
 * them gives away. Fingerprints (hashes, UUIDs, commits) are none.
 */
export function createSecretsClassifier(): Classifier {
  return {
    name: 'secrets',
    categories: ['x/secrets'],
    classify: async ({ text, partial }) => {
      const spans = findSecrets(text);
      return {
        scores: { 'x/secrets': highestScore(spans) },
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? settledSecrets(text) : text.length,
      };
    },
  };
}

/** Secrets that share a place become one, over all of it and named after the longest: no tail of one may stay. */
function findSecrets(text: string): readonly CategorySpan[] {
  const found = [...findPrivateKeys(text), ...findTokens(text), ...findAssignedSecrets(text)].toSorted(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  const merged: FoundSecret[] = [];
  for (const secret of found) {
    const last = merged.at(-1);
    if (last === undefined || secret.start >= last.end) {
      merged.push(secret);
    } else {
      const named = secret.end - secret.start > last.end - last.start ? secret : last;
      const score = Math.max(last.score, secret.score);
      merged[merged.length - 1] = { ...named, start: last.start, end: Math.max(last.end, secret.end), score };
    }
  }
  return merged.map((secret): CategorySpan => ({ ...secret, category: 'x/secrets' }));
}

/** The offset before which no secret can be completed: the last token may grow, and an open private key goes on. */
function settledSecrets(text: string): number {
  let lastToken = text.length;
  while (lastToken > 0 && text.length - lastToken < longestToken && isPrintedAscii(text, lastToken - 1)) lastToken -= 1;
  return Math.min(lastToken, openPrivateKey(text) ?? lastToken);
}

/** Secrets are made of these: prose in scripts without spaces is not held back. */
function isPrintedAscii(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit > 0x20 && unit < 0x7f;
}
