import { type BlockVerdict, type ErrorVerdict, type ModerationPolicy, policyMessage } from '@leeward/moderation';
import { OpenAiError } from '../errors/openai-error.js';

/** What a caller is told when text may not pass: bad text is the caller's matter, a failed check is ours. */
export function moderationError(policy: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict): OpenAiError {
  if (verdict.outcome === 'block') {
    return new OpenAiError({
      status: 400,
      type: 'invalid_request_error',
      code: 'content_filter',
      param: verdict.path,
      message: policyMessage(policy, verdict),
      categories: verdict.categories,
    });
  }
  if (
    (verdict.stage === 'input' || verdict.stage === 'tool-result') &&
    verdict.cause.code === 'too-long' &&
    verdict.cause.classifier === 'moderator'
  ) {
    // Sent again it would be as long: not a failure that passes.
    return new OpenAiError({
      status: 400,
      type: 'invalid_request_error',
      code: 'content_too_long',
      param: verdict.path,
      message: verdict.cause.message,
    });
  }
  return new OpenAiError({
    status: 503,
    type: 'service_unavailable_error',
    code: 'moderation_unavailable',
    message: policyMessage(policy, verdict),
    retryAfterSeconds: 1,
    logged: `moderation of ${verdict.path} failed: classifier ${verdict.cause.classifier}, ${verdict.cause.code}`,
  });
}
