import { openEncodedPassage, openSpelledRun } from './disguised-text.js';
import { foldText } from './normalise-text.js';

/** The size of what is looked for. */
export interface LongestTerm {
  /** Letters of the longest term, with the context that decides about it. */
  readonly letters: number;
  /** Words of the longest term. */
  readonly words: number;
}

/** A passage of hidden text that never ends is released at this length: it cannot be held for ever. */
const longestOpenPassage = 4_096;

/**
 * The offset of a text before which no term can be completed, or turned into another one, by what may follow: neither as
 * written nor letter by letter nor in a base64 passage that is still open.
 */
export function settledWords(written: string, longest: LongestTerm): number {
  const folded = foldText(written);
  let letters = 0;
  let words = 0;
  let index = folded.text.length;
  // Repeated letters count once, because the filter reads "loooong" as "long"; a word ends where its first letter is left.
  while (index > 0 && letters < longest.letters && !(words === longest.words && isSpace(folded.text, index - 1))) {
    index -= 1;
    if (folded.text[index] !== folded.text[index + 1]) letters += 1;
    if (!isSpace(folded.text, index) && (index === 0 || isSpace(folded.text, index - 1))) words += 1;
  }
  const settled = index === folded.text.length ? written.length : (folded.starts[index] ?? written.length);
  const run = openSpelledRun(folded);
  const spelled = run === undefined ? written.length : (run[Math.max(0, run.length - longest.letters)] ?? 0);
  const encoded = Math.max(openEncodedPassage(written) ?? written.length, written.length - longestOpenPassage);
  return Math.min(settled, spelled, encoded);
}

function isSpace(text: string, index: number): boolean {
  return /\s/.test(text.charAt(index));
}
