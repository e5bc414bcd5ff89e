import { type TextRange } from '../../../contract/moderation-input.js';

/** Checks whether a decimal point, a hyphen or the like joins a number to more digits or to a name, as in an identifier. */
export function isPartOfLongerNumber(text: string, { start, end }: TextRange): boolean {
  return (
    /(?:[\p{L}\d][-_/]|\d[.,]|-)$/u.test(text.slice(Math.max(0, start - 2), start)) ||
    /^(?:[-_/][\p{L}\d]|[.,]\d)/u.test(text.slice(end, end + 2))
  );
}
