import { toBase64Views } from './base64-passages.js';
import { foldText, foldView } from './fold-text.js';
import { toLeetView } from './leet-view.js';
import { toSpelledViews } from './spelled-words.js';
import { type TextView } from './text-view.js';

/**
 * Reads a text in every way in which a word may be disguised: folded, spelled-out words joined, base64 decoded.
 *
 * The folded view also contains the words that are not disguised. The views are about four times as long as the text
 * at most, so a filter over all of them stays linear.
 * @param options.includeLeet Adds a view with leet digits read as letters. Default false.
 */
export function toDeobfuscatedViews(
  text: string,
  { includeLeet = false }: { readonly includeLeet?: boolean } = {},
): readonly TextView[] {
  const folded = foldText(text);
  const leet = includeLeet ? toLeetView(folded) : undefined;
  return [
    folded,
    ...toSpelledViews(folded),
    ...toBase64Views(text).map(foldView),
    ...(leet === undefined ? [] : [leet]),
  ];
}
