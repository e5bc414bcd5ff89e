import { type DetectedSpan, type Detector } from '../spans/detected-span.js';
import { isIntroduced, standsAlone } from './number-context.js';

const digitGroups = /\d+/g;
const minimumDigits = 12;
const maximumDigits = 19;

/** The groups in which cards are printed. Beside other numbers, such as an expiry date, only these count. */
const printed = /^(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})$/;

/** Issuer ranges (ISO/IEC 7812): American Express, Diners, JCB, Visa, Mastercard, Discover, Maestro, UnionPay, RuPay. */
const issuers =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:2131|1800)\d{11}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d|2\d\d|08\d|52\d)\d{12,15}|(?:50|5[6-9]|6\d)\d{10,17})$/;

const introduction = /\b(?:card|credit|debit|cc|visa|mastercard|amex|maestro|pan|carte|karte|tarjeta|carta)\b/i;

/** Finds payment card numbers by Luhn's check digit, and an issuer's range or a word that introduces a card. */
export const findPaymentCards: Detector = (text) => {
  const groups = [...text.matchAll(digitGroups)].map(({ 0: digits, index }) => ({
    start: index,
    end: index + digits.length,
  }));
  return groups.flatMap(({ start }, first) => {
    const found: DetectedSpan[] = [];
    let count = 0;
    for (let last = first; last < groups.length && count <= maximumDigits; last += 1) {
      const group = groups[last];
      const previous = groups[last - 1];
      if (group === undefined) break;
      const isJoined = group.start - (previous?.end ?? 0) === 1 && /[ -]/.test(text.charAt(group.start - 1));
      if (last > first && !isJoined) break;
      count += group.end - group.start;
      if (count < minimumDigits || count > maximumDigits) continue;
      const score = scoreCard(text, start, group.end);
      if (score !== undefined) found.push({ start, end: group.end, label: 'CARD', score });
    }
    // Of several numbers that begin here, the longest is the card.
    return found.slice(-1);
  });
};

function scoreCard(text: string, start: number, end: number): number | undefined {
  const written = text.slice(start, end);
  const isAmongNumbers =
    /\d[ -]$/.test(text.slice(Math.max(0, start - 2), start)) || /^[ -]\d/.test(text.slice(end, end + 2));
  if (isAmongNumbers && !printed.test(written)) return undefined;
  if (!standsAlone(text, start, end)) return undefined;
  const number = written.replace(/[ -]/g, '');
  if (!passesLuhn(number)) return undefined;
  if (isIntroduced(text, start, introduction)) return 0.95;
  // One number in ten passes Luhn's check by chance: without a word before it, length and issuer must fit too.
  return number.length >= 15 && issuers.test(number) ? 0.9 : undefined;
}

/** Checks Luhn's check digit (ISO/IEC 7812-1, annex B). */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let position = 0; position < number.length; position += 1) {
    const digit = Number(number[number.length - 1 - position]);
    const weighted = position % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
