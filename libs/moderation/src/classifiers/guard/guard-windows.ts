import { type TextRange } from '../../contract/moderation-input.js';
import { toCharacterBoundary } from '../../text/text-chunks.js';
import { toOriginalRange } from '../../text/text-view.js';
import { toDenseView } from './readable-text.js';

/** The sizes of windows, in UTF-16 code units. */
export interface WindowSizes {
  readonly size: number;
  /** The part that two windows share. At most half the size. */
  readonly overlap: number;
}

/** An edge moves by at most this many characters to the end of a word. */
const maximumWordSearch = 80;

/** Where more of a text than this share is filler, its windows are measured without it. */
const maximumFiller = 0.1;

/** Splits a text into windows of characters that the model reads. So filler between words does not keep them apart. */
export function splitText(text: string, sizes: WindowSizes): readonly TextRange[] {
  const whole = { start: 0, end: text.length };
  if (text.length <= sizes.size) return [whole];
  const dense = toDenseView(text);
  if (dense.text.length >= text.length * (1 - maximumFiller)) return splitIntoWindows(text, whole, sizes);
  const windows = splitIntoWindows(dense.text, { start: 0, end: dense.text.length }, sizes);
  return windows.map(({ start, end }, index) => {
    const range = toOriginalRange(dense, start, end);
    return { start: index === 0 ? 0 : range.start, end: index === windows.length - 1 ? text.length : range.end };
  });
}

/**
 * Splits a range of a text into windows that overlap. Each character is in one of them. Edges are between words where a gap is
 * near, and never within a character.
 */
export function splitIntoWindows(text: string, range: TextRange, { size, overlap }: WindowSizes): readonly TextRange[] {
  const search = Math.min(maximumWordSearch, Math.floor(overlap / 2));
  const windows: TextRange[] = [];
  let { start } = range;
  while (range.end - start > size) {
    const end = findWindowEnd(text, start + size, search);
    windows.push({ start, end });
    // Never the same start again, however small the sizes are.
    start = Math.max(start + 1, findWindowStart(text, end - overlap, search));
  }
  return [...windows, { start, end: range.end }];
}

/** Splits a window that has too many tokens in two halves that overlap by a fifth. */
export function splitInHalves(text: string, range: TextRange): readonly TextRange[] {
  const length = range.end - range.start;
  return splitIntoWindows(text, range, { size: Math.ceil(length * 0.6), overlap: Math.floor(length * 0.2) });
}

/** Moves the end of a window back behind the last gap between words. */
function findWindowEnd(text: string, end: number, search: number): number {
  for (let offset = end; offset > end - search; offset -= 1) if (isGap(text, offset)) return offset;
  return toCharacterBoundary(text, end);
}

/** Moves the start of a window on to the next beginning of a word. */
function findWindowStart(text: string, start: number, search: number): number {
  for (let offset = start; offset < start + search; offset += 1) if (isGap(text, offset)) return offset;
  return toCharacterBoundary(text, start);
}

/** Checks whether an offset is just behind white space. */
function isGap(text: string, offset: number): boolean {
  return /\s/.test(text.charAt(offset - 1));
}
