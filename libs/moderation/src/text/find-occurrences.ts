import { type TextRange } from '../contract/moderation-input.js';

/** Finds every occurrence of a string in a text, from left to right; they do not overlap. */
export function findOccurrences(text: string, searched: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (let start = text.indexOf(searched); start >= 0; start = text.indexOf(searched, start + searched.length)) {
    found.push({ start, end: start + searched.length });
  }
  return found;
}
