import { type BlockVerdict, type ClassifierFailureCode, type ErrorVerdict } from './verdict.js';

/**
 * The kind of refusal, for the answer to a caller.
 *
 * - `blocked`: the policy stops the text.
 * - `unmoderatable`: the text cannot be moderated, now or later: it is too long, for example.
 * - `overloaded`: too much is moderated at once; another try may succeed.
 * - `failed`: a part of the moderation failed.
 */
export type RefusalKind = 'blocked' | 'unmoderatable' | 'overloaded' | 'failed';

const kinds: Readonly<Record<ClassifierFailureCode, RefusalKind>> = {
  'too-long': 'unmoderatable',
  'too-costly': 'unmoderatable',
  unreadable: 'unmoderatable',
  overloaded: 'overloaded',
  timeout: 'failed',
  failed: 'failed',
  aborted: 'failed',
};

/**
 * Finds the kind of refusal of a verdict. In HTTP they are 400 or 403, 400, 429 and 503.
 *
 * @example
 * const isWorthAnotherTry = ['overloaded', 'failed'].includes(toRefusalKind(error.verdict));
 */
export function toRefusalKind(verdict: BlockVerdict | ErrorVerdict): RefusalKind {
  return verdict.outcome === 'block' ? 'blocked' : kinds[verdict.cause.code];
}

/** Checks whether a failure is in the text itself, so that every other try fails as well. */
export function isInText({ code }: { readonly code: ClassifierFailureCode }): boolean {
  return kinds[code] === 'unmoderatable';
}
