import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { readText } from '../../text/text-reading.js';
import { type TextView, toOriginalRange } from '../../text/text-view.js';
import { type DetectedSpan, type Detector } from '../spans/detected-span.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { findAssignedSecrets } from './assignments/assigned-secret.js';
import { findCarriedPasswords } from './assignments/carried-password.js';
import { findFormatTokens } from './formats/find-format-tokens.js';
import { findServiceSecrets } from './formats/service-secret.js';
import { findPrivateKeys } from './private-key.js';
import { findSettledSecretsEnd } from './settled-secrets.js';

const detectors: readonly Detector[] = [
  findPrivateKeys,
  findFormatTokens,
  findServiceSecrets,
  findAssignedSecrets,
  findCarriedPasswords,
];

/**
 * Creates the classifier of secrets: keys, tokens, private keys, and values beside a name such as `password`.
 *
 * Keys and tokens are found in the formats that their issuers publish, also in disguise and inside base64. A name alone makes no secret:
 * the kind of the value must fit. Hashes, UUIDs, references and sample keys are none, unless a sure name says so.
 */
export function createSecretsClassifier(): Classifier {
  return {
    name: 'secrets',
    categories: ['x/secrets'],
    classify: async (input) => {
      const reading = readText(input);
      const views = [reading.plain, ...reading.decoded];
      const found = [
        ...findSecrets(input.text),
        ...views.filter(({ text }) => text !== input.text).flatMap((view) => findInView(view)),
      ];
      const spans = mergeSecrets(found);
      return {
        scores: toCategoryScores(['x/secrets'], spans),
        spans,
        scanned: { start: 0, end: input.text.length },
        settledTo: input.partial ? findSettledSecretsEnd(reading) : input.text.length,
      };
    },
  };
}

function findSecrets(text: string): readonly DetectedSpan[] {
  return detectors.flatMap((detect) => detect(text));
}

function findInView(view: TextView): readonly DetectedSpan[] {
  return findSecrets(view.text).map((secret) => ({ ...secret, ...toOriginalRange(view, secret.start, secret.end) }));
}

/** Merges overlapping secrets under the label of the longest, so that no end of one stays visible. */
function mergeSecrets(found: readonly DetectedSpan[]): readonly CategorySpan[] {
  const merged: DetectedSpan[] = [];
  for (const secret of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
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
