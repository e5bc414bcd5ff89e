import { openEncodedPassage, openSpelledRun } from './spelled-words.js';
import { foldText } from './fold-text.js';

/** The size and the beginnings of what is looked for. */
export interface TermsAhead {
  /** Letters of the longest term, with the context that decides about it. */
  readonly letters: number;
  /** Words of the longest term. */
  readonly words: number;
  /** Whether a whole word (folded) may be the first of a term of several words. When in doubt it may. */
  readonly mayOpen: (word: string) => boolean;
}

/** A passage of hidden text that never ends is released at this length: it cannot be held for ever. */
const longestOpenPassage = 4_096;

/**
 * The offset of a text before which no term can be completed, or turned into another one, by what may follow: neither as
 * written nor letter by letter nor in a base64 passage that is still open. The last word waits until it is complete, words
 * before it only where they may open a term.
 */
export function settledWords(written: string, terms: TermsAhead): number {
  const folded = foldText(written);
  const index = startOfOpenWords(folded.text, terms);
  const settled = index === folded.text.length ? written.length : (folded.starts[index] ?? written.length);
  const run = openSpelledRun(folded);
  const spelled = run === undefined ? written.length : (run[Math.max(0, run.length - terms.letters)] ?? 0);
  const encoded = Math.max(openEncodedPassage(written) ?? written.length, written.length - longestOpenPassage);
  return Math.min(settled, spelled, encoded);
}

function startOfOpenWords(text: string, { letters, words, mayOpen }: TermsAhead): number {
  let settled = startOfWord(text, text.length, letters);
  let position = settled;
  let lettersLeft = letters;
  for (let count = 1; count < words && position > 0 && lettersLeft > 0; count += 1) {
    let end = position;
    while (end > 0 && isSpace(text, end - 1)) end -= 1;
    position = startOfWord(text, end, lettersLeft);
    lettersLeft -= end - position;
    if (mayOpen(text.slice(position, end))) settled = position;
  }
  return settled;
}

/** Repeated letters count once, because the filter reads "loooong" as "long". */
function startOfWord(text: string, end: number, letters: number): number {
  let index = end;
  let count = 0;
  while (index > 0 && count < letters && !isSpace(text, index - 1)) {
    index -= 1;
    if (text[index] !== text[index + 1]) count += 1;
  }
  return index;
}

function isSpace(text: string, index: number): boolean {
  return /\s/.test(text.charAt(index));
}
