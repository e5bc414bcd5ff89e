import { PolicyNotAllowedError } from '../errors/moderation-errors.js';

/** The policies that a caller may use, such as the holder of an API key. */
export interface PolicyGrant {
  /** The policy for a request that names none. */
  readonly policy: string;
  /** The policies that a request may name in its place; undefined: none; `any`: all. */
  readonly choices?: readonly string[] | 'any' | undefined;
}

/**
 * Chooses the policy of a request by name. A caller may always name the policy that it has anyway.
 * @throws {PolicyNotAllowedError} when the request names a policy that its caller may not choose.
 */
export function choosePolicy({ policy, choices = [] }: PolicyGrant, requested?: string): string {
  if (requested === undefined || requested === policy) return policy;
  if (choices === 'any' || choices.includes(requested)) return requested;
  throw new PolicyNotAllowedError(requested, [...new Set([policy, ...choices])]);
}
