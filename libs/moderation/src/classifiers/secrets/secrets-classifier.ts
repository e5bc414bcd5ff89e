import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { type DetectedSpan } from '../spans/detected-span.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { findAssignedSecrets } from './assigned-secret.js';
import { findOpenPrivateKey, findPrivateKeys } from './private-key.js';
import { findTokens } from './token-formats.js';

/** A stream holds back the whole of a token up to this length: a JSON Web Token with many claims. */
const maximumTokenLength = 8_192;

/**
 * Creates the classifier of secrets: keys, tokens, private keys, and values beside a name such as `password`.
 *
 * Keys and tokens are found in the formats that their issuers publish. Fingerprints (hashes, UUIDs, commits) are no secrets.
 */
export function createSecretsClassifier(): Classifier {
  return {
    name: 'secrets',
    categories: ['x/secrets'],
    classify: async ({ text, partial }) => {
      const spans = findSecrets(text);
      return {
        scores: toCategoryScores(['x/secrets'], spans),
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? findSettledSecretsEnd(text) : text.length,
      };
    },
  };
}

/** Finds secrets, and merges overlapping ones under the label of the longest, so that no end of one stays visible. */
function findSecrets(text: string): readonly CategorySpan[] {
  const found = [...findPrivateKeys(text), ...findTokens(text), ...findAssignedSecrets(text)].toSorted(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  const merged: DetectedSpan[] = [];
  for (const secret of found) {
    const last = merged.at(-1);
    if (last === undefined || secret.start >= last.end) {
      merged.push(secret);
    } else {
      const longest = secret.end - secret.start > last.end - last.start ? secret : last;
      const score = Math.max(last.score, secret.score);
      merged[merged.length - 1] = { ...longest, start: last.start, end: Math.max(last.end, secret.end), score };
    }
  }
  return merged.map((secret): CategorySpan => ({ ...secret, category: 'x/secrets' }));
}

/**
 * Finds the offset before which later text cannot complete a secret: the last token or an open private key may
 * continue.
 */
function findSettledSecretsEnd(text: string): number {
  const limit = Math.max(0, text.length - maximumTokenLength);
  let lastToken = text.length;
  while (lastToken > limit && isPrintableAscii(text, lastToken - 1)) lastToken -= 1;
  return Math.min(lastToken, findOpenPrivateKey(text) ?? lastToken);
}

/** Checks whether a character may be part of a secret: prose in scripts without spaces is not held back. */
function isPrintableAscii(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit > 0x20 && unit < 0x7f;
}
