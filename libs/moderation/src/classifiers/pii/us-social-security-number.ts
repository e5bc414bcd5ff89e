import { type Detector } from '../spans/detected-span.js';
import { isIntroduced, standsAlone } from './number-context.js';

const grouped = /\d{3}([- ])\d{2}\1\d{4}/g;
const bare = /\d{9}/g;
const introduction = /\b(?:ssn|social[ -]?security)\b/i;

/**
 * Finds US social security numbers, which have no check digit.
 *
 * A number counts with hyphens in the right places, or with a word before it. Numbers that the Social Security
 * Administration never gives out do not count: area 000, 666 or 9xx, group 00, serial 0000.
 */
export const findUsSocialSecurityNumbers: Detector = (text) => {
  const withSeparators = [...text.matchAll(grouped)].flatMap(({ 0: found, 1: separator, index }) => {
    const score = separator === '-' || isIntroduced(text, index, introduction) ? 0.9 : 0.3;
    return isIssuable(found.replace(/[- ]/g, '')) &&
      standsAlone(text, index, index + found.length) &&
      !isPartOfLongerNumber(text, index, found.length)
      ? [{ start: index, end: index + found.length, label: 'US_SSN', score }]
      : [];
  });
  const withoutSeparators = [...text.matchAll(bare)].flatMap(({ 0: found, index }) =>
    isIssuable(found) && standsAlone(text, index, index + found.length) && isIntroduced(text, index, introduction)
      ? [{ start: index, end: index + found.length, label: 'US_SSN', score: 0.9 }]
      : [],
  );
  return [...withSeparators, ...withoutSeparators];
};

function isIssuable(digits: string): boolean {
  return !/^(?:000|666|9)|^.{3}00|0000$/.test(digits);
}

/** Checks whether hyphens join a number to more digits, as in the number of a spare part. */
function isPartOfLongerNumber(text: string, start: number, length: number): boolean {
  return (
    /[\d-]-$/.test(text.slice(Math.max(0, start - 2), start)) ||
    /^-\d/.test(text.slice(start + length, start + length + 2))
  );
}
