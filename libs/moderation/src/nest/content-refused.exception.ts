import { HttpException } from '@nestjs/common';

import { policyMessage } from '../policy/policy-message.js';
import { toRefusalKind } from '../contract/refusal-kind.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';

/**
 * Tells Nest that a request or an answer must not be released. The status is 400 for an input and 403 for an answer, also when
 * its text can never be moderated; 429 when too much is moderated at once, and 503 when the moderation failed. The body holds the policy's message, and nothing of the text.
 */
export class ContentRefusedException extends HttpException {
  readonly verdict: BlockVerdict | ErrorVerdict;

  constructor(policy: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict) {
    const error = {
      code: 'content_filter',
      message: policyMessage(policy, verdict),
      path: verdict.path,
      categories: verdict.outcome === 'block' ? verdict.categories : [],
      request_id: verdict.requestId,
    };
    super({ error }, toStatus(verdict), { cause: verdict.reason });
    this.verdict = verdict;
  }
}

function toStatus(verdict: BlockVerdict | ErrorVerdict): number {
  const { stage } = verdict;
  const kind = toRefusalKind(verdict);
  if (kind === 'overloaded') return 429;
  if (kind === 'failed') return 503;
  return stage === 'input' || stage === 'resume' ? 400 : 403;
}
