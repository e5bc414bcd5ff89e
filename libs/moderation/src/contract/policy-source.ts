import { type ModerationPolicy } from './policy.js';

/**
 * Provides the current policy. A moderator reads it once per decision, so a change applies from the next decision on.
 */
export interface PolicySource {
  /** Returns the current policy. Must not throw: a moderator never rejects. */
  current(): ModerationPolicy;
  /**
   * Adds a function that throws for a new policy that cannot be used; the previous policy then stays in force. A
   * moderator adds one that refuses policies with a classifier that it does not have.
   */
  addCheck?(check: (policy: ModerationPolicy) => void): void;
}
