import { RE2JS, RE2JSException } from 're2js';

import { type TextRange } from '../contract/moderation-input.js';

/** A pattern that is ready to match, or the problem that it has. */
type CompiledPattern =
  | { readonly pattern: RE2JS; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: string };

/** The most matches in one text. One more match extends to the end of the text, so that nothing after it passes. */
const maximumMatches = 1_000;

/**
 * Compiles a pattern in RE2 syntax, case-insensitive.
 *
 * RE2 matches every pattern in linear time, so a rule of a policy cannot hang the moderator. A pattern that matches the
 * empty text is refused, because it would match everywhere.
 */
export function compileLinearPattern(source: string): CompiledPattern {
  try {
    const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    if (pattern.matches('')) return { problem: 'matches the empty text; make at least one character required' };
    return { pattern };
  } catch (error) {
    if (error instanceof RE2JSException) return { problem: `is no valid RE2 pattern: ${error.message}` };
    throw error;
  }
}

/**
 * Finds every match of a pattern in a text, at most 1,000.
 *
 * One search takes linear time. The number of searches is bounded, because each may read to the end of the text.
 */
export function findMatches(pattern: RE2JS, text: string): readonly TextRange[] {
  const matcher = pattern.matcher(text);
  const found: TextRange[] = [];
  while (matcher.find()) {
    if (found.length === maximumMatches) return [...found, { start: matcher.start(), end: text.length }];
    if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
  }
  return found;
}
