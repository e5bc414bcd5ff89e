import { type UsageMetadata } from '@langchain/core/messages';
import { type AnswerFinishReason } from '../answer-parts.js';
import { type EngineModel, type TokenUsage } from '../engine/engine.js';

/** Token counts in LangChain's form. */
export function toUsageMetadata(usage: TokenUsage): UsageMetadata {
  return {
    input_tokens: usage.promptTokens,
    output_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    input_token_details: { cache_read: usage.cachedPromptTokens },
  };
}

/** What an answer says about its origin, under the keys that LangChain's maintained providers use. */
export function toResponseMetadata(model: EngineModel, finishReason: AnswerFinishReason): Record<string, string> {
  return {
    model: model.id,
    model_name: model.id,
    model_provider: 'leeward',
    finish_reason: finishReason,
  };
}
