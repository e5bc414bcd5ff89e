import { decodedViews, spelledOutViews } from './spelled-words.js';
import { foldText, type TextView } from './fold-text.js';

/**
 * Every way to read a text that a word filter should try: folded, spelled-out words joined, base64 decoded. What is not
 * disguised stands in the folded view as it was written. Their total length is at most about four times the text's, so a
 * filter over all of them stays linear.
 */
export function toDeobfuscatedViews(written: string): readonly TextView[] {
  const folded = foldText(written);
  return [folded, ...spelledOutViews(folded), ...decodedViews(written).map(foldView)];
}

/** A view of a view: what a decoded passage holds may be disguised in turn. */
function foldView(view: TextView): TextView {
  const folded = foldText(view.text);
  return {
    text: folded.text,
    starts: folded.starts.map((start) => view.starts[start] ?? 0),
    ends: folded.ends.map((end) => view.ends[end - 1] ?? 0),
  };
}
