import { type BlockVerdict, type ErrorVerdict, type ModerationPolicy, policyMessage } from '@leeward/moderation';
import { OpenAiError } from '../errors/openai-error.js';

/**
 * Converts a refusal to the caller's error: 400 for a text that is blocked or too long, 503 for one that could not be
 * moderated.
 */
export function fromRefusal(policy: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict): OpenAiError {
  if (verdict.outcome === 'block') {
    return new OpenAiError('content_filter', {
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
    // The same text would be too long again: another try does not help.
    return new OpenAiError('content_too_long', { param: verdict.path, message: verdict.cause.message });
  }
  return new OpenAiError('moderation_unavailable', {
    message: policyMessage(policy, verdict),
    logged: `moderation of ${verdict.path} failed: classifier ${verdict.cause.classifier}, ${verdict.cause.code}`,
  });
}
