import { type ModerationPolicy } from './policy.js';

/** Checks a new policy, and prepares for it. Throws or rejects when it cannot be used. */
export type PolicyCheck = (policy: ModerationPolicy) => void | Promise<void>;

/**
 * Provides the current policy. A moderator reads it once per decision, so a change applies from the next decision on.
 */
export interface PolicySource {
  /** Returns the current policy. Must not throw: a moderator never rejects. */
  current(): ModerationPolicy;
  /**
   * Adds a function that throws, or rejects, for a new policy that cannot be used. The previous policy stays in force then, and
   * until the function is done. A moderator adds one that refuses policies with a classifier that it does not have.
   */
  addCheck?(check: PolicyCheck): void;
}
