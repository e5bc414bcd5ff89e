import { type DetectedSpan } from '../../spans/detected-span.js';
import { otherNumberWords } from '../other-numbers.js';
import { joins, type PersonalDataDetector, type PlainText } from '../plain-text.js';
import { CardCandidate } from './card-candidate.js';
import { fitsIssuer, passesLuhn } from './card-number.js';

const minimumDigits = 12;
const maximumDigits = 19;

/** Shorter numbers pass Luhn's check and fit an issuer too often by chance: a word must introduce them. */
const minimumSureDigits = 15;

/** Words for a payment card in English, Dutch, German, French, Spanish, Portuguese, Italian and Chinese. */
const cardWords =
  /(?<![\p{L}\p{N}])(?:(?:credit|debit|bank|payment|pay|giro)?[ _-]?cards?|credit|debit|c[cb](?=[ _:#]{1,3}(?:number|num|no|nr)?[.:# ]{0,3}\d)|visa|mastercard|amex|american express|maestro|discover|diners|jcb|unionpay|pan|(?:krediet|credit|bank|betaal|debit)?kaart|(?:kredit|bank|giro|debit)?karten?|carte(?: bancaire| bleue)?|tarjeta|carta|cart[aã]o)(?:[ _-]?(?:numbers?|num|no|nr|nummer|number|numéro|numero|número))?(?!\p{L})|(?:信用卡|银行卡|银联卡|卡号)/giu;

/** How near the word for another kind of number must be to say what a number without groups is: `order no. 4…`. */
const directDistance = 8;

/** The shortest first group of a card that no word introduces. */
const minimumFirstGroup = 4;

/** The distance of a word directly before a number: a space, a colon or both. */
const adjacentDistance = 2;

const uuid = new Set(['uuid'] as const);

/** Finds payment card numbers by Luhn's check digit, and an issuer's range or a word that introduces a card. */
export const findPaymentCards: PersonalDataDetector = (plain) => {
  const { groups } = plain;
  const found: DetectedSpan[] = [];
  for (let first = 0; first < groups.count; first += 1) {
    const span = findCard(plain, first);
    if (span !== undefined) found.push(span);
  }
  return found;
};

/** Finds the longest card that begins with a group of digits. */
function findCard(plain: PlainText, first: number): DetectedSpan | undefined {
  const { groups } = plain;
  const isNamed = plain.isIntroduced(groups.start(first), cardWords, otherNumberWords);
  if (!isNamed && (groups.length(first) < minimumFirstGroup || groups.length(first) > maximumDigits)) return undefined;
  let longest: DetectedSpan | undefined;
  let count = 0;
  for (let last = first; last < groups.count; last += 1) {
    if (last > first && groups.gapBefore(last) === undefined) break;
    count += groups.length(last);
    if (count > maximumDigits) break;
    if (count < minimumDigits) continue;
    if (!isNamed && count < minimumSureDigits) continue;
    const score = scoreCard(plain, new CardCandidate(plain, first, last), isNamed);
    if (score !== undefined) longest = { start: groups.start(first), end: groups.end(last), label: 'CARD', score };
  }
  return longest;
}

function scoreCard(plain: PlainText, candidate: CardCandidate, isNamed: boolean): number | undefined {
  const { digits, start, end } = candidate;
  if (!(isNamed ? candidate.isOneNumber() : candidate.hasPrintedForm())) return undefined;
  // One number in ten passes Luhn's check by chance, so an issuer must fit too, unless the word stands directly before the number.
  const isDirect = isNamed && candidate.isUngrouped && (plain.findDistance(start, cardWords) ?? 0) <= adjacentDistance;
  if (!passesLuhn(digits) || !(isDirect || fitsIssuer(digits)) || /^(\d)\1*$/.test(digits)) return undefined;
  if (candidate.isDecimal() || plain.isToken(candidate, uuid)) return undefined;
  if (isNamed) return isGluedToWord(plain, start, end) ? undefined : 0.95;
  const isCard =
    plain.standsAlone(candidate) &&
    plain.text.charAt(start - 1) !== '+' &&
    !candidate.isInRow() &&
    (plain.findDistance(start, otherNumberWords) ?? Infinity) >
      (candidate.isUngrouped ? directDistance : adjacentDistance);
  return isCard ? 0.9 : undefined;
}

/** Checks whether a letter beside the number belongs to something else than the word for a card before it. */
function isGluedToWord(plain: PlainText, start: number, end: number): boolean {
  const isGluedBefore = joins(plain.text.charAt(start - 1)) && plain.findDistance(start, cardWords) !== 0;
  // "…1111EXP" is a field behind the number, "…1111f" is hexadecimal.
  return isGluedBefore || (joins(plain.text.charAt(end)) && !/^[A-Z]{3}/i.test(plain.text.slice(end, end + 3)));
}
