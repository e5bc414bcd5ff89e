import { type ModelProfile } from '@langchain/core/language_models/profile';
import { type EngineModel } from '../engine/engine.js';

/**
 * What a loaded model can take and do, for LangChain's middleware and agents.
 *
 * @param maxTokens what the model's own settings allow for an answer
 */
export function toModelProfile({ contextSize }: EngineModel, maxTokens = Infinity): ModelProfile {
  // One place of the context stays free, and an answer or a prompt has one token at least.
  const most = contextSize - 2;
  return {
    maxInputTokens: most,
    maxOutputTokens: Math.min(most, maxTokens),
    // Grammars hold calls and JSON to their schemas, whatever the model has learned.
    toolCalling: true,
    toolChoice: true,
    structuredOutput: true,
    reasoningOutput: false,
    imageInputs: false,
    imageUrlInputs: false,
    imageToolMessage: false,
    pdfInputs: false,
    pdfToolMessage: false,
    audioInputs: false,
    videoInputs: false,
    imageOutputs: false,
    audioOutputs: false,
    videoOutputs: false,
  };
}
