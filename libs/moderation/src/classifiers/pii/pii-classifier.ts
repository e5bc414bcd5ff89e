import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { type Detector } from '../spans/detected-span.js';
import { OccupiedRanges } from '../spans/occupied-ranges.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { findEmailAddresses } from './email-address.js';
import { findIbans } from './iban.js';
import { findIpAddresses } from './ip-address.js';
import { findNationalNumbers } from './national-number.js';
import { findPaymentCards } from './payment-card.js';
import { findPhoneNumbers } from './phone-number.js';
import { findSettledNumbersEnd } from './settled-numbers.js';
import { findUsSocialSecurityNumbers } from './us-social-security-number.js';

/** Detectors from the surest to the least sure: of two spans that overlap, the first wins. */
const detectors: readonly Detector[] = [
  findEmailAddresses,
  findIbans,
  findNationalNumbers,
  findPaymentCards,
  findUsSocialSecurityNumbers,
  findIpAddresses,
  findPhoneNumbers,
];

/** The lowest score of a span: below it, almost every number would be a phone number. */
const minimumScore = 0.3;

/**
 * Creates the classifier of personal data that has a recognisable format.
 *
 * It finds email addresses, phone numbers, payment cards, bank accounts, US social security numbers, internet addresses and
 * the national numbers of five countries. Names, street addresses and dates have no such format; finding them needs a
 * model.
 */
export function createPiiClassifier(): Classifier {
  return {
    name: 'pii',
    categories: ['x/pii'],
    classify: async ({ text, partial }) => {
      const spans = findPersonalData(text);
      return {
        scores: toCategoryScores(['x/pii'], spans),
        spans,
        scanned: { start: 0, end: text.length },
        settledTo: partial ? findSettledNumbersEnd(text) : text.length,
      };
    },
  };
}

function findPersonalData(text: string): readonly CategorySpan[] {
  const occupied = new OccupiedRanges(text.length);
  return detectors
    .flatMap((detect) => detect(text))
    .filter((span) => span.score >= minimumScore && occupied.occupy(span))
    .map(({ start, end, label, score }): CategorySpan => ({ start, end, label, score, category: 'x/pii' }))
    .toSorted((a, b) => a.start - b.start);
}
