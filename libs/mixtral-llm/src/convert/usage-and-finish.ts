import { type UsageMetadata } from '@langchain/core/messages';
import { type SchemaReport } from '../validation/answer-checks.js';
import { type AnswerFinishReason } from './answer-parts.js';
import { type EngineModel, type TokenUsage } from '../engine/engine.js';

/** Converts token counts to the form of LangChain's messages. */
export function toUsageMetadata(usage: TokenUsage): UsageMetadata {
  return {
    input_tokens: usage.promptTokens,
    output_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    input_token_details: { cache_read: usage.cachedPromptTokens },
  };
}

/** Describes the origin of an answer, under the keys that LangChain's maintained providers use. */
export function toResponseMetadata(
  model: EngineModel,
  finishReason: AnswerFinishReason,
  schema?: SchemaReport,
): Record<string, unknown> {
  return {
    model: model.id,
    model_name: model.id,
    model_provider: 'leeward',
    finish_reason: finishReason,
    ...(schema && { schema }),
  };
}

/** Describes the token counts in the form of `llmOutput.tokenUsage`. */
export interface LangChainTokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

/** Converts token counts to the form of LangChain's results. */
export function toTokenUsage({ promptTokens, completionTokens }: TokenUsage): LangChainTokenUsage {
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

/** Sums the token counts of several prompts. */
export function sumTokenUsage(usages: readonly LangChainTokenUsage[]): LangChainTokenUsage {
  const sum = (name: keyof LangChainTokenUsage) => usages.reduce((total, usage) => total + usage[name], 0);
  return {
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    totalTokens: sum('totalTokens'),
  };
}
