import { AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';

import { policyMessage } from '../../policy/policy-message.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';

/** The reason why an answer was stopped, in `response_metadata.moderation`. It contains no text of the answer. */
export interface ModerationNotice {
  readonly outcome: 'block' | 'error';
  readonly stage: string;
  readonly categories: readonly string[];
  readonly policy: string;
  readonly reason: string;
}

/** Selects the fields of a verdict that a caller may see. */
function toModerationNotice(verdict: BlockVerdict | ErrorVerdict): ModerationNotice {
  return {
    outcome: verdict.outcome,
    stage: verdict.stage,
    categories: verdict.outcome === 'block' ? verdict.categories : [],
    policy: `${verdict.policyName} ${verdict.policyVersion}`,
    reason: verdict.reason,
  };
}

/** Creates the last chunk of a stopped answer: the reason, and the policy's message if no text was released before. */
export function createRefusalChunk(
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
