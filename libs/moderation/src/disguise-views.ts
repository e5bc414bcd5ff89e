import { decodedViews, spelledOutViews } from './disguised-text.js';
import { foldText, type TextView, writtenView } from './normalise-text.js';

/**
 * Every way to read a text that a word filter should try: as written, folded, spelled-out words joined, base64 decoded.
 * Their total length is at most about five times the text's, so a filter over all of them stays linear.
 */
export function disguiseViews(written: string): readonly TextView[] {
  const folded = foldText(written);
  const asWritten = folded.text === written.toLowerCase() ? [] : [writtenView(written)];
  const decoded = decodedViews(written).map((view) => ({ ...view, text: view.text.toLowerCase() }));
  return [...asWritten, folded, ...spelledOutViews(folded), ...decoded];
}
