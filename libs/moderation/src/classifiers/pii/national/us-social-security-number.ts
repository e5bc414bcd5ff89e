import { type PersonalDataDetector } from '../plain-text.js';
import { isPartOfLongerNumber } from './longer-number.js';

const shape = /(?<!\d)\d{3}([-. _\n]?)\d{2}([-. _\n]?)\d{4}(?!\d)/g;
const words = /(?<!\p{L})(?:ssn|itin|social[ -]?security)(?!\p{L})/giu;

/**
 * Finds US social security numbers, which have no check digit.
 *
 * A number counts with hyphens in the right places, or with a word before it. Numbers that the Social Security
 * Administration never gives out do not count: area 000, 666 or 9xx, group 00, serial 0000.
 */
export const findUsSocialSecurityNumbers: PersonalDataDetector = (plain) =>
  [...plain.text.matchAll(shape)].flatMap(({ 0: found, 1: first, 2: second, index }) => {
    const range = { start: index, end: index + found.length };
    const isCut = first === '\n' || second === '\n';
    if (first !== second && !isCut) return [];
    if (!isIssuable(found.replace(/\D/g, '')) || !plain.standsAlone(range)) return [];
    if (plain.isIntroduced(index, words)) return [{ ...range, label: 'US_SSN', score: 0.9 }];
    if (first !== '-' || second !== '-' || isPartOfLongerNumber(plain.text, range)) return [];
    return [{ ...range, label: 'US_SSN', score: 0.9 }];
  });

function isIssuable(digits: string): boolean {
  return !/^(?:000|666|9)|^.{3}00|0000$/.test(digits);
}
