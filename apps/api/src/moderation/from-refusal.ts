import {
  type BlockVerdict,
  type ErrorVerdict,
  type ModerationPolicy,
  type ModerationStage,
  policyMessage,
  type RefusalKind,
  toRefusalKind,
} from '@leeward/moderation';
import { type ErrorCode } from '../errors/error-table.js';
import { OpenAiError } from '../errors/openai-error.js';

const codes = {
  blocked: 'content_filter',
  unmoderatable: 'content_not_moderatable',
  overloaded: 'moderation_overloaded',
  failed: 'moderation_unavailable',
} as const satisfies Readonly<Record<RefusalKind, ErrorCode>>;

/** The stages of texts that the caller sent, so that the caller can change them. */
const callerStages: ReadonlySet<ModerationStage> = new Set(['input', 'tool-result', 'resume']);

/**
 * Converts a refusal to the caller's error: 400 for a text that is blocked or can never be moderated, 429 for too much at
 * once, 503 for a failure.
 */
export function fromRefusal(policy: ModerationPolicy, verdict: BlockVerdict | ErrorVerdict): OpenAiError {
  const { path } = verdict;
  const kind = toRefusalKind(verdict);
  if (verdict.outcome === 'block') {
    const message = policyMessage(policy, verdict);
    return new OpenAiError(codes[kind], { param: path, message, categories: verdict.categories });
  }
  const { classifier, code, message } = verdict.cause;
  if (kind === 'unmoderatable') {
    const param = callerStages.has(verdict.stage) ? path : undefined;
    return new OpenAiError(code === 'too-long' ? 'content_too_long' : codes[kind], { param, message });
  }
  return new OpenAiError(codes[kind], {
    message: kind === 'overloaded' ? 'Too much is moderated at once. Try again soon.' : policyMessage(policy, verdict),
    logged: `moderation of ${path} failed: classifier ${classifier}, ${code}`,
  });
}
