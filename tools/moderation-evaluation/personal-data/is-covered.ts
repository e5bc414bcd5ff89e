import { type TextRange } from '../../../libs/moderation/src/index.js';

/** Checks whether ranges cover all letters and digits of a part of a text: half a number is no redaction. */
export function isCovered(
  { text, start, end }: TextRange & { readonly text: string },
  ranges: readonly TextRange[],
): boolean {
  for (let index = start; index < end; index += 1) {
    const isSign = /[\p{L}\p{N}]/u.test(text.charAt(index));
    if (isSign && !ranges.some((range) => range.start <= index && index < range.end)) return false;
  }
  return true;
}
