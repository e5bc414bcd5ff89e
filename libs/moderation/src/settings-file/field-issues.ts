import { type z } from 'zod';

import { type FieldPath } from '../errors/file-problem.js';

/** A problem with a field, before it has a position. */
export interface FieldIssue {
  readonly path: FieldPath;
  readonly message: string;
}

/**
 * Splits an issue of the validation by field: unknown keys are reported one by one, each at its
 * position.
 *
 * @param noun the kind of file with its article, such as `a policy`
 */
export function toFieldIssues(issue: z.core.$ZodIssue, noun: string): readonly FieldIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: `is no field of ${noun}` }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest is the one that was meant: a list of texts with one that is none, for example.
    const meant = issue.errors.flat().filter(({ path, code }) => path.length > 0 || code !== 'invalid_type');
    const depth = Math.max(...meant.map(({ path }) => path.length));
    const deepest = meant.filter(({ path }) => path.length === depth);
    if (deepest.length > 0) return deepest.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  }
  return [{ path: issue.path, message: issue.message }];
}
