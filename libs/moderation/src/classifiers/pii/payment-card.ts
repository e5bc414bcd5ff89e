import { type Detector, isIntroduced, standsAlone } from './detector.js';

/** 12 to 19 digits, single spaces or hyphens between them. */
const digits = /\d(?:[ -]?\d){11,18}/g;

/** Issuer ranges (ISO/IEC 7812): American Express, Diners, JCB, Visa, Mastercard, Discover, Maestro, UnionPay, RuPay. */
const issuers =
  /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:2131|1800)\d{11}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d|2\d\d|08\d|52\d)\d{12,15}|(?:50|5[6-9]|6\d)\d{10,17})$/;

const introduction = /\b(?:card|credit|debit|cc|visa|mastercard|amex|maestro|pan|carte|karte|tarjeta|carta)\b/i;

/** Payment card numbers: Luhn's check digit, and an issuer's range or a word that introduces a card. */
export const findPaymentCards: Detector = (text) =>
  [...text.matchAll(digits)].flatMap(({ 0: found, index }) => {
    const end = index + found.length;
    const number = found.replace(/[ -]/g, '');
    if (!standsAlone(text, index, end) || !passesLuhn(number)) return [];
    if (isIntroduced(text, index, introduction)) return [{ start: index, end, label: 'CARD', score: 0.95 }];
    // One number of ten passes Luhn by chance: without a word beside it the length and the issuer must fit too.
    const isLikely = number.length >= 15 && issuers.test(number);
    return isLikely ? [{ start: index, end, label: 'CARD', score: 0.9 }] : [];
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
