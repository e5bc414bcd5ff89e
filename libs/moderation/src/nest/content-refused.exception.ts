import { HttpException } from '@nestjs/common';

import { policyMessage } from '../policy/policy-message.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';

/**
 * A request or an answer that must not go on, as an exception of Nest. The status says whose it is: 400 for what the caller
 * sent, 403 for an answer, 503 when nobody could judge. The body holds the policy's message and no text.
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
    super({ error }, statusOf(verdict), { cause: verdict.reason });
    this.verdict = verdict;
  }
}

function statusOf({ outcome, stage }: BlockVerdict | ErrorVerdict): number {
  if (outcome === 'error') return 503;
  return stage === 'input' || stage === 'resume' ? 400 : 403;
}
