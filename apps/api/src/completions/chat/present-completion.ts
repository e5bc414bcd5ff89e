import { type AnswerFacts, wholeAnswer } from '../answer-envelope.js';
import { type AnswerIdentity } from '../answer-identity.js';
import { type CollectedChoice } from '../collect-choices.js';
import { presentCall, presentLogprobs } from './present-choice.js';

/** A `chat.completion` object. */
export function presentCompletion(identity: AnswerIdentity, choices: readonly CollectedChoice[], facts: AnswerFacts) {
  const presented = choices.map(({ text, calls, logprobs, finishReason }, index) => ({
    index,
    message: {
      role: 'assistant' as const,
      content: text === '' && calls.length > 0 ? null : text,
      refusal: null,
      ...(calls.length > 0 && { tool_calls: calls.map(presentCall) }),
    },
    logprobs: facts.hasLogprobs ? (presentLogprobs(logprobs) ?? { content: [], refusal: null }) : null,
    finish_reason: finishReason,
  }));
  return wholeAnswer('chat.completion', identity, presented, facts);
}
