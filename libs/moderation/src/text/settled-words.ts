import { findOpenPassage, findOpenSpelledRun } from './decoded/index.js';
import { findOpenJoin } from './open-join.js';
import { type TextReading } from './text-reading.js';
import { toViewOffset } from './text-view.js';

/** Bounds the terms that a filter looks for, so that a stream holds back no more than they need. */
export interface TermBounds {
  /** The most letters of a term, plus the letters around it that decide whether it is a finding. */
  readonly maximumLetters: number;
  /** The words of the longest term. */
  readonly maximumWords: number;
  /** Checks whether a term of several words may begin with a whole folded word. When in doubt, true. */
  readonly mayBeginTerm: (word: string) => boolean;
}

/**
 * Finds the offset before which later text can neither complete nor change a term.
 *
 * This covers terms as written, with escapes and markup inside, spelled out letter by letter, and inside an encoded passage that is
 * still open. The last word waits until it is complete; words before it wait only where they may begin a term.
 */
export function findSettledWordsEnd(reading: TextReading, bounds: TermBounds): number {
  const { text, folded } = reading;
  const joinStart = findOpenJoin(text);
  const index = findOpenWords(folded.text, toViewOffset(folded, joinStart), bounds);
  const settled = index === folded.text.length ? text.length : (folded.starts[index] ?? text.length);
  const run = findOpenSpelledRun(folded);
  const spelled = run === undefined ? text.length : (run[Math.max(0, run.length - bounds.maximumLetters)] ?? 0);
  return Math.min(settled, joinStart, spelled, findOpenPassage(text));
}

/** The most characters that are searched for the beginning of a term, whatever signs stand between its letters. */
const maximumSearched = 2_048;

/** Finds where the last words begin that may still be part of a term. Signs between words are no words. */
function findOpenWords(text: string, end: number, bounds: TermBounds): number {
  const { maximumLetters, maximumWords, mayBeginTerm } = bounds;
  const limit = Math.max(0, end - maximumSearched);
  let settled = findWordStart(text, end, maximumLetters, limit);
  let position = settled;
  let lettersLeft = maximumLetters;
  let words = countLetters(text, position, end) > 0 ? 1 : 0;
  while (words < maximumWords && position > limit && lettersLeft > 0) {
    let wordEnd = position;
    while (wordEnd > limit && isSpace(text, wordEnd - 1)) wordEnd -= 1;
    position = findWordStart(text, wordEnd, lettersLeft, limit);
    const letters = countLetters(text, position, wordEnd);
    if (letters > 0 && mayBeginTerm(text.slice(position, wordEnd))) settled = position;
    if (letters > 0) words += 1;
    lettersLeft -= letters;
    if (wordEnd === position) break;
  }
  return settled;
}

/** Finds the start of the word before an offset, at most so many letters before it. */
function findWordStart(text: string, end: number, maximumLetters: number, limit: number): number {
  let index = end;
  let count = 0;
  while (index > limit && count < maximumLetters && !isSpace(text, index - 1)) {
    index -= 1;
    if (isCounted(text, index)) count += 1;
  }
  return index;
}

function countLetters(text: string, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) if (isCounted(text, index)) count += 1;
  return count;
}

/** Checks for a letter or digit. Repeated ones count once: filters read "loooong" as "long". */
function isCounted(text: string, index: number): boolean {
  return text[index] !== text[index + 1] && /[\p{L}\p{N}\p{M}\ud800-\udfff]/u.test(text.charAt(index));
}

function isSpace(text: string, index: number): boolean {
  return /\s/.test(text.charAt(index));
}
