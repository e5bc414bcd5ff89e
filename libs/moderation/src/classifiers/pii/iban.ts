import { getCountrySpecifications, isValidIBAN } from 'ibantools';

import { type Detector, standsAlone } from './detector.js';

const head = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/gu;
const countries = getCountrySpecifications();

/** International bank account numbers (ISO 13616): the country's length, and the check digits modulo 97. */
export const findIbans: Detector = (text) =>
  [...text.matchAll(head)].flatMap(({ 0: found, index }) => {
    const length = countries[found.slice(0, 2).toUpperCase()]?.chars;
    if (length === null || length === undefined) return [];
    const end = endOfCharacters(text, index, length);
    if (end === undefined || !standsAlone(text, index, end)) return [];
    const number = text.slice(index, end).replace(/[ -]/g, '').toUpperCase();
    return isValidIBAN(number) ? [{ start: index, end, label: 'IBAN', score: 1 }] : [];
  });

/** Where so many letters and digits end, counted from an offset, when at most one space or hyphen stands between any two. */
function endOfCharacters(text: string, start: number, count: number): number | undefined {
  let position = start;
  let missing = count;
  while (missing > 0) {
    if (/[A-Za-z0-9]/.test(text.charAt(position))) missing -= 1;
    else if (!/[ -]/.test(text.charAt(position)) || !/[A-Za-z0-9]/.test(text.charAt(position + 1))) return undefined;
    position += 1;
  }
  return position;
}
