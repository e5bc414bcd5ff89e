import { findOpenBase64Passage } from './base64-passages.js';
import { foldText } from './fold-text.js';
import { findOpenSpelledRun } from './spelled-words.js';

/** Bounds the terms that a filter looks for, so that a stream holds back no more than they need. */
export interface TermBounds {
  /** The most letters of a term, plus the letters around it that decide whether it is a finding. */
  readonly maximumLetters: number;
  /** The words of the longest term. */
  readonly maximumWords: number;
  /** Checks whether a term of several words may begin with a whole folded word. When in doubt, true. */
  readonly mayBeginTerm: (word: string) => boolean;
}

/** The most characters of an open base64 passage that are held: one without an end cannot be held for ever. */
const maximumOpenPassage = 4_096;

/**
 * Finds the offset before which later text can neither complete nor change a term.
 *
 * This covers terms as written, spelled out letter by letter, and inside a base64 passage that is still open. The last word
 * waits until it is complete; words before it wait only where they may begin a term.
 */
export function findSettledWordsEnd(text: string, bounds: TermBounds): number {
  const folded = foldText(text);
  const index = findOpenWords(folded.text, bounds);
  const settled = index === folded.text.length ? text.length : (folded.starts[index] ?? text.length);
  const run = findOpenSpelledRun(folded);
  const spelled = run === undefined ? text.length : (run[Math.max(0, run.length - bounds.maximumLetters)] ?? 0);
  const encoded = Math.max(findOpenBase64Passage(text) ?? text.length, text.length - maximumOpenPassage);
  return Math.min(settled, spelled, encoded);
}

/** Finds where the last words begin that may still be part of a term. */
function findOpenWords(text: string, { maximumLetters, maximumWords, mayBeginTerm }: TermBounds): number {
  let settled = findWordStart(text, text.length, maximumLetters);
  let position = settled;
  let lettersLeft = maximumLetters;
  for (let count = 1; count < maximumWords && position > 0 && lettersLeft > 0; count += 1) {
    let end = position;
    while (end > 0 && isSpace(text, end - 1)) end -= 1;
    position = findWordStart(text, end, lettersLeft);
    lettersLeft -= end - position;
    if (mayBeginTerm(text.slice(position, end))) settled = position;
  }
  return settled;
}

/** Finds the start of the word before an offset. Repeated letters count once: filters read "loooong" as "long". */
function findWordStart(text: string, end: number, maximumLetters: number): number {
  let index = end;
  let count = 0;
  while (index > 0 && count < maximumLetters && !isSpace(text, index - 1)) {
    index -= 1;
    if (text[index] !== text[index + 1]) count += 1;
  }
  return index;
}

function isSpace(text: string, index: number): boolean {
  return /\s/.test(text.charAt(index));
}
