import { type Detector, isIntroduced, standsAlone } from './detector.js';

/** 12 to 19 digits, single spaces or hyphens between them. */
const digits = /\d(?:[ -]?\d){11,18}/g;

/** Issuer ranges (ISO/IEC 7812): American Express, Diners, JCB, Visa, Mastercard, Discover, Maestro, UnionPay, RuPay. */
const issuers =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|(?:352[89]|35[3-8]\d)\d{12,15}|(?:2131|1800)\d{11}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d|2\d\d|08\d|52\d)\d{12,15}|(?:50|5[6-9]|6\d)\d{10,17})$/;

const introduction = /\b(?:card|credit|debit|cc|visa|mastercard|amex|maestro|pan|carte|karte|tarjeta|carta)\b/i;

/** Payment card numbers: an issuer's range and Luhn's check digit. */
export const findPaymentCards: Detector = (text) =>
  [...text.matchAll(digits)].flatMap(({ 0: found, index }) => {
    const end = index + found.length;
    const number = found.replace(/[ -]/g, '');
    if (!standsAlone(text, index, end) || !issuers.test(number) || !passesLuhn(number)) return [];
    // One number of ten passes Luhn by chance: a long bare number needs a likely shape or a word beside it.
    const isLikely = number.length >= 15 || isIntroduced(text, index, introduction);
    return [{ start: index, end, label: 'CARD', score: isLikely ? 0.95 : 0.4 }];
  });

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
