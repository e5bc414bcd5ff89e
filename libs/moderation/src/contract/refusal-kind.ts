import { type BlockVerdict, type ClassifierFailureCode, type ErrorVerdict } from './verdict.js';

/**
 * The kind of refusal, for the answer to a caller.
 *
 * - `blocked`: the policy stops the text. In HTTP 400 or 403.
 * - `unmoderatable`: the text cannot be moderated, now or later: it is too long, for example. In HTTP 400.
 * - `overloaded`: too much is moderated at once; another try may succeed. In HTTP 429.
 * - `failed`: a part of the moderation failed. In HTTP 503.
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
 * Finds the kind of refusal of a verdict.
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
