import { toCharacterBoundary } from './text-chunks.js';

/** A context with many blank characters is at most this many times as long. */
const maximumStretch = 8;

/** Matches letters, digits and the signs of written text. Emoji and invisible characters are none. */
const shown = /[\p{L}\p{M}\p{N}\p{P}\u0021-\u007e]/u;

/**
 * Finds where the context before an offset begins. Counts only characters that say something: of white space in a row the first,
 * and no emoji. Otherwise blank lines would push the words out of the context. The context is at most 8 times as long as asked for.
 */
export function findContextStart(text: string, end: number, characters: number): number {
  const earliest = Math.max(0, end - characters * maximumStretch);
  let start = end;
  let counted = 0;
  let isInGap = false;
  while (start > earliest && counted < characters) {
    const previous = toCharacterBoundary(text, start - 1);
    const isGap = !shown.test(text.slice(previous, start));
    if (!isGap || !isInGap) counted += start - previous;
    isInGap = isGap;
    start = previous;
  }
  return start;
}
