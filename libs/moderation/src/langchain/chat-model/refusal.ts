import { AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';

import { policyMessage } from '../../policy/policy-message.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';

/** What an answer that was stopped tells about it, under `response_metadata.moderation`. It holds no text. */
export interface ModerationNotice {
  readonly outcome: 'block' | 'error';
  readonly stage: string;
  readonly categories: readonly string[];
  readonly policy: string;
  readonly reason: string;
}

/** The facts of a verdict that a caller may see. */
export function toModerationNotice(verdict: BlockVerdict | ErrorVerdict): ModerationNotice {
  return {
    outcome: verdict.outcome,
    stage: verdict.stage,
    categories: verdict.outcome === 'block' ? verdict.categories : [],
    policy: `${verdict.policyName} ${verdict.policyVersion}`,
    reason: verdict.reason,
  };
}

/** The end of an answer that was stopped: the policy's message if nothing was said before, and why. */
export function refusalChunk(
  policy: ModerationPolicy,
  verdict: BlockVerdict | ErrorVerdict,
  isEmpty: boolean,
): ChatGenerationChunk {
  const text = isEmpty ? policyMessage(policy, verdict) : '';
  const metadata = { finish_reason: 'content_filter', moderation: toModerationNotice(verdict) };
  return new ChatGenerationChunk({
    text,
    message: new AIMessageChunk({ content: text, response_metadata: metadata }),
    generationInfo: { finish_reason: 'content_filter' },
  });
}
