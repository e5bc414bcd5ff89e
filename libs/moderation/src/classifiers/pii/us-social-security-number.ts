import { type Detector, isIntroduced, standsAlone } from './detector.js';

const grouped = /\d{3}([- ])\d{2}\1\d{4}/g;
const bare = /\d{9}/g;
const introduction = /\b(?:ssn|social[ -]?security)\b/i;

/**
 * US social security numbers. There is no check digit: hyphens in the right places, and none of the ranges that are never
 * given out (Social Security Administration: area 000, 666 or 9xx, group 00, serial 0000). Otherwise a word must say so.
 */
export const findUsSocialSecurityNumbers: Detector = (text) => {
  const withSeparators = [...text.matchAll(grouped)].flatMap(({ 0: found, 1: separator, index }) => {
    const score = separator === '-' || isIntroduced(text, index, introduction) ? 0.9 : 0.3;
    return isIssuable(found.replace(/[- ]/g, '')) &&
      standsAlone(text, index, index + found.length) &&
      !continues(text, index, found.length)
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

/** A longer number with hyphens is something else: a part number, for one. */
function continues(text: string, start: number, length: number): boolean {
  return (
    /[\d-]-$/.test(text.slice(Math.max(0, start - 2), start)) ||
    /^-\d/.test(text.slice(start + length, start + length + 2))
  );
}
