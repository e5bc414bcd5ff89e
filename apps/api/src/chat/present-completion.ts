import { type TokenUsage } from '@leeward/mixtral-llm';
import { type CollectedChoice } from '../answer/collect-choices.js';
import { type AnswerIdentity } from '../answer/answer-identity.js';
import { presentUsage } from '../answer/present-usage.js';
import { type PresentedModeration } from '../moderation/moderation-report.js';
import { presentCall, presentLogprobs } from './present-choice.js';

/** What an answer tells beside its choices. */
export interface AnswerFacts {
  readonly usage: TokenUsage;
  readonly moderation: PresentedModeration;
  /** Whether log-probabilities were asked for. */
  readonly hasLogprobs: boolean;
}

/** A `chat.completion` object. A blocked answer counts the tokens up to where it was cut off. */
export function presentCompletion({ id, created, model }: AnswerIdentity, choices: readonly CollectedChoice[], facts: AnswerFacts) {
  return {
    id,
    object: 'chat.completion' as const,
    created,
    model,
    choices: choices.map(({ text, calls, logprobs, finishReason }, index) => ({
      index,
      message: {
        role: 'assistant' as const,
        content: text === '' && calls.length > 0 ? null : text,
        refusal: null,
        ...(calls.length > 0 && { tool_calls: calls.map(presentCall) }),
      },
      logprobs: facts.hasLogprobs ? (presentLogprobs(logprobs) ?? { content: [], refusal: null }) : null,
      finish_reason: finishReason,
    })),
    usage: presentUsage(facts.usage),
    moderation: facts.moderation,
  };
}
