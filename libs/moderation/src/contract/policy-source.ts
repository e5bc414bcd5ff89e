import { type ModerationPolicy } from './policy.js';

/** Gives the policy in force. Asked once per decision, so that a change holds from the next decision on. */
export interface PolicySource {
  current(): ModerationPolicy;
  /**
   * Adds a check that every policy to come must pass; it throws for one that cannot be used. A moderator adds its own: a policy
   * that names a classifier it does not have is refused, and the old one stays.
   */
  addCheck?(check: (policy: ModerationPolicy) => void): void;
}
