import { type RE2JS } from 're2js';

import { type TextRange } from '../contract/moderation-input.js';

/** A pattern that is found more often than this in one text takes the rest of it as one finding. */
const maximumMatches = 1_000;

/**
 * Every place of a text that a pattern matches. One search is linear in the text; their number is bounded, because each may
 * have to look ahead to the end of the text.
 */
export function findPattern(pattern: RE2JS, text: string): readonly TextRange[] {
  const matcher = pattern.matcher(text);
  const found: TextRange[] = [];
  while (matcher.find()) {
    if (found.length === maximumMatches) return [...found, { start: matcher.start(), end: text.length }];
    if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
  }
  return found;
}
