import { type TextRange } from '../../../contract/moderation-input.js';

/** Checks whether a point, a hyphen or the like makes a number part of an identifier or a longer number. */
export function isPartOfLongerNumber(text: string, { start, end }: TextRange): boolean {
  return (
    /(?:[\p{L}\d][-_/]|\d[.,]|-)$/u.test(text.slice(Math.max(0, start - 2), start)) ||
    /^(?:[-_/][\p{L}\d]|[.,]\d)/u.test(text.slice(end, end + 2))
  );
}
