import { type Detector, isIntroduced, type PersonalData, standsAlone } from './detector.js';

/** Groups of digits, single spaces or hyphens between them. */
const groups = /\d+/g;
const shortest = 12;
const longest = 19;

/** How cards are printed: beside other numbers, an expiry date or a check code, nothing else is taken for one. */
const printed = /^(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})$/;

/** Issuer ranges (ISO/IEC 7812): American Express, Diners, JCB, Visa, Mastercard, Discover, Maestro, UnionPay, RuPay. */
const issuers =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:2131|1800)\d{11}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d|2\d\d|08\d|52\d)\d{12,15}|(?:50|5[6-9]|6\d)\d{10,17})$/;

const introduction = /\b(?:card|credit|debit|cc|visa|mastercard|amex|maestro|pan|carte|karte|tarjeta|carta)\b/i;

/** Payment card numbers: Luhn's check digit, and an issuer's range or a word that introduces a card. */
export const findPaymentCards: Detector = (text) => {
  const runs = [...text.matchAll(groups)].map(({ 0: digits, index }) => ({ start: index, end: index + digits.length }));
  return runs.flatMap(({ start }, first) => {
    const found: PersonalData[] = [];
    let count = 0;
    for (let last = first; last < runs.length && count <= longest; last += 1) {
      const group = runs[last];
      const previous = runs[last - 1];
      if (group === undefined) break;
      if (last > first && !(group.start - (previous?.end ?? 0) === 1 && /[ -]/.test(text.charAt(group.start - 1))))
        break;
      count += group.end - group.start;
      if (count < shortest || count > longest) continue;
      const score = scoreOf(text, start, group.end);
      if (score !== undefined) found.push({ start, end: group.end, label: 'CARD', score });
    }
    // Of several that begin here the longest is the card.
    return found.slice(-1);
  });
};

function scoreOf(text: string, start: number, end: number): number | undefined {
  const written = text.slice(start, end);
  const isAmongNumbers =
    /\d[ -]$/.test(text.slice(Math.max(0, start - 2), start)) || /^[ -]\d/.test(text.slice(end, end + 2));
  if (isAmongNumbers && !printed.test(written)) return undefined;
  if (!standsAlone(text, start, end)) return undefined;
  const number = written.replace(/[ -]/g, '');
  if (!passesLuhn(number)) return undefined;
  if (isIntroduced(text, start, introduction)) return 0.95;
  // One number of ten passes Luhn by chance: without a word beside it the length and the issuer must fit too.
  return number.length >= 15 && issuers.test(number) ? 0.9 : undefined;
}

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
export function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let position = 0; position < number.length; position += 1) {
    const digit = Number(number[number.length - 1 - position]);
    const weighted = position % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
