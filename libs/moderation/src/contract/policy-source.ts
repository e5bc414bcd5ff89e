import { type ModerationPolicy } from './policy.js';

/** Gives the policy in force. A moderator asks once per decision, so a change holds from the next decision on. */
export interface PolicySource {
  /** The policy in force now. */
  current(): ModerationPolicy;
  /**
   * Adds a check that throws for a policy that cannot be used; the policy before it then stays in force. A moderator adds one
   * for policies that name a classifier which it does not have.
   */
  addCheck?(check: (policy: ModerationPolicy) => void): void;
}
