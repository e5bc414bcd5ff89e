import { RE2JS, RE2JSException } from 're2js';

/** A pattern ready to match, or what is wrong with it. */
export type CompiledPattern =
  | { readonly pattern: RE2JS; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: string };

/**
 * Compiles a pattern of RE2 syntax, case-insensitive. The engine matches in linear time whatever the pattern, so a policy's
 * own rule cannot hang the stage. Patterns that match the empty text are refused: they would be found everywhere.
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
