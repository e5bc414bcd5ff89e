import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { highestScore } from '../spans/span-scores.js';
import { OccupiedRanges } from '../spans/occupied-ranges.js';
import { type Detector } from './detector.js';
import { findEmailAddresses } from './email-address.js';
import { findIbans } from './iban.js';
import { findIpAddresses } from './ip-address.js';
import { findNationalNumbers } from './national-number.js';
import { findPaymentCards } from './payment-card.js';
import { findPhoneNumbers } from './phone-number.js';
import { settledNumbers } from './settled-numbers.js';
import { findUsSocialSecurityNumbers } from './us-social-security-number.js';

/** From the surest kind to the least sure: of two that share a place the first wins. */
const detectors: readonly Detector[] = [
  findEmailAddresses,
  findIbans,
  findNationalNumbers,
  findPaymentCards,
  findUsSocialSecurityNumbers,
  findIpAddresses,
  findPhoneNumbers,
];

/** Below this a number is mentioned by no span: almost every number would be one. */
const mentionedFrom = 0.3;

/**
 * Finds personal data that has a form to check: mail addresses, phone numbers, payment cards, bank accounts, US social
 * security numbers, internet addresses and the national numbers of five countries. Names, addresses and dates have none;
 * they need a model.
 */
export function createPiiClassifier(): Classifier {
  return {
    name: 'pii',
    categories: ['x/pii'],
    classify: async ({ text, partial }) => {
      const spans = findPersonalData(text);
      return {
        scores: { 'x/pii': highestScore(spans) },
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? settledNumbers(text) : text.length,
      };
    },
  };
}

function findPersonalData(text: string): readonly CategorySpan[] {
  const occupied = new OccupiedRanges(text.length);
  const found = detectors
    .flatMap((detect) => detect(text))
    .filter((data) => data.score >= mentionedFrom && occupied.take(data))
    .map(({ start, end, label, score }): CategorySpan => ({ start, end, label, score, category: 'x/pii' }));
  return found.toSorted((a, b) => a.start - b.start);
}
