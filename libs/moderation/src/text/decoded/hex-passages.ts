import { type TextView, TextViewBuilder } from '../text-view.js';

/** The fewest encoded bytes that count as a passage: fewer are mostly numbers. */
const minimumBytes = 5;

/** The most bytes of one passage. A longer run is read as several. */
const maximumBytes = 4_096;

/** Bytes in hexadecimal, without gaps or with one sign between two: `666f6f`, `66 6f 6f`, `66:6f:6f`, `0x66,0x6f`. */
const hexPassage = new RegExp(`(?<![0-9a-z])(?:(?:0x)?[0-9a-f]{2}[ ,:]?){${minimumBytes},${maximumBytes}}`, 'gi');

/** Decodes the passages of hexadecimal bytes that contain text, into one view per passage. */
export function toHexViews(text: string): readonly TextView[] {
  const views: TextView[] = [];
  for (const { 0: passage, index } of text.matchAll(hexPassage)) {
    const digits = passage.replace(/0x/gi, '').replace(/[ ,:]/g, '');
    const decoded = Buffer.from(digits, 'hex').toString('latin1');
    // Chance makes a few bytes printable, and rarely three in a row letters, or eight digits.
    if (!/^[\x20-\x7e\t\r\n]+$/.test(decoded) || !/[a-z]{3}|(?:\d[ -]?){8}/i.test(decoded)) continue;
    const builder = new TextViewBuilder();
    builder.append(decoded, index, index + passage.trimEnd().length);
    views.push(builder.build());
  }
  return views;
}

/**
 * Finds the start of a list of hexadecimal bytes that later text may continue, if the text ends with one.
 *
 * Bytes without gaps are one word, which a stream holds anyway.
 */
export function findOpenHexList(text: string): number | undefined {
  const limit = Math.max(0, text.length - maximumBytes);
  const partial = /(?:^|[ ,:])(?:0x?[0-9a-f]?|[0-9a-f])?$/i.exec(text.slice(-4));
  if (partial === null && !isByteBefore(text, text.length)) return undefined;
  let start = partial === null ? text.length : text.length - partial[0].length + (/^[ ,:]/.test(partial[0]) ? 1 : 0);
  let bytes = 0;
  for (
    let length = byteLengthBefore(text, start);
    length > 0 && start > limit;
    length = byteLengthBefore(text, start)
  ) {
    start -= length;
    bytes += 1;
  }
  return bytes > 0 ? start : undefined;
}

function isByteBefore(text: string, end: number): boolean {
  return byteLengthBefore(text, end) > 0;
}

/** Measures the byte that ends at an offset, with its prefix and the sign behind it; 0 without one. */
function byteLengthBefore(text: string, end: number): number {
  return /(?<![0-9a-z])(?:0x)?[0-9a-f]{2}[ ,:]?$/i.exec(text.slice(Math.max(0, end - 6), end))?.[0].length ?? 0;
}
