import { AIMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';
import { type EngineModel, type FinishReason, type GenerationPart, type TokenUsage } from '../engine/engine.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/** A whole answer. */
export interface CollectedAnswer {
  readonly text: string;
  readonly reason: FinishReason;
  readonly usage: TokenUsage;
}

/** Reads a generation to its end. */
export async function collectAnswer(parts: AsyncIterable<GenerationPart>): Promise<CollectedAnswer> {
  let text = '';
  for await (const part of parts) {
    if (part.type === 'text-delta') text += part.text;
    else return { text, reason: part.reason, usage: part.usage };
  }
  throw new Error('The engine ended a generation without a finish part.');
}

/** A whole answer as a LangChain result; the message is an `AIMessage`, never a chunk. */
export function toChatResult(answer: CollectedAnswer, model: EngineModel): ChatResult {
  const usage = toUsageMetadata(answer.usage);
  const message = new AIMessage({
    content: answer.text,
    usage_metadata: usage,
    response_metadata: toResponseMetadata(model, answer.reason),
  });
  return {
    generations: [{ text: answer.text, message, generationInfo: { finish_reason: answer.reason } }],
    llmOutput: {
      tokenUsage: {
        promptTokens: usage.input_tokens,
        completionTokens: usage.output_tokens,
        totalTokens: usage.total_tokens,
      },
    },
  };
}
