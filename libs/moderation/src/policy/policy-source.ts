import { type ModerationPolicy } from './policy.js';

/** Gives the policy in force. Asked once per decision, so that a change holds from the next decision on. */
export interface PolicySource {
  current(): ModerationPolicy;
}
