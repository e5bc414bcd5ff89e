import { getCountrySpecifications, isValidIBAN } from 'ibantools';

import { type Detector } from '../spans/detected-span.js';
import { standsAlone } from './number-context.js';

const head = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/gu;
const countries = getCountrySpecifications();

/** Finds international bank account numbers (ISO 13616) by the length of their country and check digits modulo 97. */
export const findIbans: Detector = (text) =>
  [...text.matchAll(head)].flatMap(({ 0: found, index }) => {
    const length = countries[found.slice(0, 2).toUpperCase()]?.chars;
    if (length === null || length === undefined) return [];
    const end = findEnd(text, index, length);
    if (end === undefined || !standsAlone(text, index, end)) return [];
    const number = text.slice(index, end).replace(/[ -]/g, '').toUpperCase();
    return isValidIBAN(number) ? [{ start: index, end, label: 'IBAN', score: 1 }] : [];
  });

/** Finds the end of so many letters and digits; at most one space or hyphen may stand between two. */
function findEnd(text: string, start: number, count: number): number | undefined {
  let position = start;
  let missing = count;
  while (missing > 0) {
    if (/[A-Za-z0-9]/.test(text.charAt(position))) missing -= 1;
    else if (!/[ -]/.test(text.charAt(position)) || !/[A-Za-z0-9]/.test(text.charAt(position + 1))) return undefined;
    position += 1;
  }
  return position;
}
