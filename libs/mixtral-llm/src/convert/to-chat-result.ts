import { type ChatGeneration, type ChatResult } from '@langchain/core/outputs';
import { type EngineModel } from '../engine/engine.js';
import { AnswerMessage } from './answer-message.js';
import { sumChoiceUsage } from './choices.js';
import { type CollectedAnswer } from './collect-answer.js';
import { toLogprobs } from './to-logprobs.js';
import { toResponseMetadata, toTokenUsage, toUsageMetadata } from './usage-and-finish.js';

/**
 * Converts whole answers to one prompt to a LangChain result. Its messages are `AIMessage`s, never chunks; each has its own
 * usage, and the result that of all together.
 */
export function toChatResult(answers: readonly CollectedAnswer[], model: EngineModel): ChatResult {
  const usage = sumChoiceUsage(answers.map((answer) => answer.usage));
  return {
    generations: answers.map((answer) => toChatGeneration(answer, model)),
    llmOutput: { tokenUsage: toTokenUsage(usage) },
  };
}

function toChatGeneration(answer: CollectedAnswer, model: EngineModel): ChatGeneration {
  const logprobs = answer.logprobs && { logprobs: toLogprobs(answer.logprobs) };
  const message = new AnswerMessage({
    content: answer.text,
    tool_calls: [...answer.toolCalls],
    invalid_tool_calls: [...answer.invalidToolCalls],
    usage_metadata: toUsageMetadata(answer.usage),
    response_metadata: { ...toResponseMetadata(model, answer.reason, answer.schema), ...logprobs },
  });
  return { text: answer.text, message, generationInfo: { finish_reason: answer.reason, ...logprobs } };
}
