import { type Category } from '../../contract/category.js';
import { type CategorySpan, type Classifier } from '../../contract/classifier.js';
import { readText, type TextReading } from '../../text/text-reading.js';
import { toOriginalRange } from '../../text/text-view.js';
import { OccupiedRanges } from '../../text/occupied-ranges.js';
import { toCategoryScores } from '../spans/span-scores.js';
import { findPaymentCards } from './card/payment-card.js';
import { findEmailAddresses } from './email-address.js';
import { findIbans } from './iban.js';
import { findIpAddresses } from './ip-address.js';
import { findNationalNumbers } from './national/national-number.js';
import { findUsSocialSecurityNumbers } from './national/us-social-security-number.js';
import { findPhoneNumbers } from './phone/phone-number.js';
import { type PersonalDataDetector, PlainText } from './plain-text.js';
import { findSettledValuesEnd } from './settled-values.js';

/** Detectors from the surest to the least sure: of two spans that overlap, the first wins. */
const detectors: readonly PersonalDataDetector[] = [
  findEmailAddresses,
  findIbans,
  findNationalNumbers,
  findPaymentCards,
  findUsSocialSecurityNumbers,
  findIpAddresses,
  findPhoneNumbers,
];

/** The parts of `x/pii`, by the labels of their placeholders. */
const categoryByLabel: Readonly<Record<string, Category>> = {
  EMAIL: 'x/pii/email',
  PHONE: 'x/pii/phone',
  CARD: 'x/pii/card',
  IBAN: 'x/pii/iban',
  IP_ADDRESS: 'x/pii/ip-address',
};

/** The categories of the classifier: personal data as a whole, and its parts. */
const piiCategories: readonly Category[] = ['x/pii', ...Object.values(categoryByLabel), 'x/pii/national-id'];

/**
 * Creates the classifier of personal data that has a recognisable format.
 *
 * It finds email addresses, phone numbers, payment cards, bank accounts, internet addresses and the national numbers of nine
 * countries, each under a category of its own such as `x/pii/email`. Names, street addresses and dates have no such format; finding
 * them needs a model.
 */
export function createPiiClassifier(): Classifier {
  return {
    name: 'pii',
    categories: piiCategories,
    classify: async (input) => {
      const reading = readText(input);
      const spans = findPersonalData(reading);
      const { length } = input.text;
      return {
        scores: toCategoryScores(piiCategories, spans),
        spans,
        scanned: { start: 0, end: length },
        settledTo: input.partial ? findSettledValuesEnd(reading) : length,
      };
    },
  };
}

/** Finds personal data in the plain text, however it was typed, and in passages that encode another text. */
function findPersonalData({ text, plain, tokens, decoded }: TextReading): readonly CategorySpan[] {
  const texts = [
    new PlainText(plain, plain.text === text ? tokens : undefined),
    ...decoded.map((view) => new PlainText(view)),
  ];
  const occupied = new OccupiedRanges(text.length);
  return texts
    .flatMap((one) =>
      detectors.flatMap((detect) =>
        detect(one).map(({ start, end, label, score }): CategorySpan => ({
          ...toOriginalRange(one.view, start, end),
          label,
          score,
          category: toPiiCategory(label),
        })),
      ),
    )
    .filter((span) => occupied.occupy(span))
    .toSorted((a, b) => a.start - b.start);
}

/** Names the category of personal data by its label. Every label without a category of its own is a number of a person. */
function toPiiCategory(label: string): Category {
  return categoryByLabel[label] ?? 'x/pii/national-id';
}
