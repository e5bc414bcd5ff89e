import { PolicyNotAllowedError } from '../errors/moderation-errors.js';

/** Which policies a caller, such as the holder of an API key, is judged by. */
export interface PolicyGrant {
  /** The policy that holds when a request names none. */
  readonly policy: string;
  /** Those that a request may name in its place; undefined: none. `any`: every one there is. */
  readonly choices?: readonly string[] | 'any' | undefined;
}

/**
 * The name of the policy that a request is judged by. A caller may always name the policy that it has anyway.
 * @throws {PolicyNotAllowedError} when the request names a policy that its caller may not choose.
 */
export function choosePolicy({ policy, choices = [] }: PolicyGrant, requested?: string): string {
  if (requested === undefined || requested === policy) return policy;
  if (choices === 'any' || choices.includes(requested)) return requested;
  throw new PolicyNotAllowedError(requested, [...new Set([policy, ...choices])]);
}
