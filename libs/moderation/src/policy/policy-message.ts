import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';
import { type ModerationPolicy } from '../contract/policy.js';

/** The sentence for the person whose text, or whose answer, was withheld. */
export function policyMessage(policy: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict): string {
  if (verdict.outcome === 'error') return policy.messages.failed;
  return policy.messages.blocked.replaceAll('{categories}', () => verdict.categories.join(', '));
}
