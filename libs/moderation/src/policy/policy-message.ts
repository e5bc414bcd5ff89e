import { type ModerationPolicy } from '../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';

/** Returns the policy's message for the person whose text, or whose answer, was stopped. */
export function policyMessage(policy: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict): string {
  if (verdict.outcome === 'error') return policy.messages.failed;
  return policy.messages.blocked.replaceAll('{categories}', () => verdict.categories.join(', '));
}
