import { getCountrySpecifications, isValidIBAN } from 'ibantools';

import { isLetterOrDigit } from '../../text/scripts.js';
import { joins, type PersonalDataDetector } from './plain-text.js';

/** The country and the check digits. Signs may part them where the country is in capitals: "is 12" begins no number. */
const head =
  /(?<![A-Za-z0-9]|[A-Za-z][._-])(?:[Ii][Bb][Aa][Nn]:?)?([A-Za-z]{2}\d{2}|[A-Z]{2}[ .-]\d{2})(?=[^A-Za-z0-9]{0,3}[A-Za-z0-9])/g;

/** The most signs between two characters of a number. */
const maximumGap = 3;

/** Words for a bank account that may be written against the number. */
const bankWord = /^(?:bic|swift|iban|naam|name|t\.?n\.?v)/i;

const countries = getCountrySpecifications();

/** Finds international bank account numbers (ISO 13616) by the length of their country and check digits modulo 97. */
export const findIbans: PersonalDataDetector = ({ text }) =>
  [...text.matchAll(head)].flatMap(({ 0: found, 1: opening = '', index }) => {
    const length = countries[opening.slice(0, 2).toUpperCase()]?.chars;
    if (length === null || length === undefined) return [];
    const start = index + found.length - opening.length;
    const number = readNumber(text, start, length);
    if (number === undefined || joins(text.charAt(index - 1)) || !isValidIBAN(number.characters.toUpperCase()))
      return [];
    const after = text.slice(number.end, number.end + 5);
    return joins(after.charAt(0)) && !bankWord.test(after) ? [] : [{ start, end: number.end, label: 'IBAN', score: 1 }];
  });

/** Reads so many letters and digits, with up to three signs between two. */
function readNumber(text: string, start: number, count: number): { characters: string; end: number } | undefined {
  let characters = '';
  let gap = 0;
  for (let position = start; position < text.length; position += 1) {
    if (isLetterOrDigit(text.charCodeAt(position))) {
      characters += text.charAt(position);
      gap = 0;
      if (characters.length === count) return { characters, end: position + 1 };
    } else {
      gap += 1;
      if (gap > maximumGap || joins(text.charAt(position))) return undefined;
    }
  }
  return undefined;
}
