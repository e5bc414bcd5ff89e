import { type UsageMetadata } from '@langchain/core/messages';
import { type AnswerFinishReason } from './answer-parts.js';
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

/** Token counts of a result, as `llmOutput.tokenUsage` has them. */
export interface LangChainTokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

export function toTokenUsage({ promptTokens, completionTokens }: TokenUsage): LangChainTokenUsage {
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

/** Of several prompts. */
export function sumTokenUsage(usages: readonly LangChainTokenUsage[]): LangChainTokenUsage {
  const sumOf = (name: keyof LangChainTokenUsage) => usages.reduce((sum, usage) => sum + usage[name], 0);
  return {
    promptTokens: sumOf('promptTokens'),
    completionTokens: sumOf('completionTokens'),
    totalTokens: sumOf('totalTokens'),
  };
}
