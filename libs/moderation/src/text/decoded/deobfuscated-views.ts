import { foldView } from '../fold-text.js';
import { type TextTokens } from '../tokens/index.js';
import { type TextView } from '../text-view.js';
import { toBase64Views } from './base64-passages.js';
import { toHexViews } from './hex-passages.js';
import { toHiddenViews } from './hidden-text.js';
import { toLeetViews } from './leet-views.js';
import { toReversedViews } from './reversed-passages.js';
import { toSpelledViews } from './spelled-words.js';

/**
 * Decodes the passages of a text that hide another text: base64, hexadecimal bytes, tag characters and reversed writing. The views are
 * not folded.
 */
export function toDecodedViews(text: string): readonly TextView[] {
  const decoded = decodeOnce(text);
  // An encoded passage may be encoded again.
  const twice = decoded.flatMap((outer) => decodeOnce(outer.text).map((inner) => toInnerView(inner, outer)));
  return [...decoded, ...twice];
}

function decodeOnce(text: string): readonly TextView[] {
  return [...toBase64Views(text), ...toHexViews(text), ...toHiddenViews(text), ...toReversedViews(text)];
}

/** Maps a view of a view to the original text. */
function toInnerView(inner: TextView, outer: TextView): TextView {
  return {
    text: inner.text,
    starts: inner.starts.map((start) => outer.starts[start] ?? 0),
    ends: inner.ends.map((end) => outer.ends[end - 1] ?? 0),
  };
}

/**
 * Reads a folded text in every other way in which a word may be disguised: words spelled letter by letter, decoded passages, digits as
 * letters.
 *
 * The views are a few times as long as the text at most, so a filter over all of them stays linear.
 */
export function toDeobfuscatedViews(
  folded: TextView,
  decoded: readonly TextView[],
  tokens: TextTokens,
): readonly TextView[] {
  return [
    folded,
    ...toSpelledViews(folded),
    ...decoded.map((view) => ({ ...foldView(view), isDecoded: true })),
    ...toLeetViews(folded, tokens),
  ];
}
