import { type GenerationOptions } from '@leeward/mixtral-llm';
import { type SamplingRequest } from './sampling.schema.js';

/** The sampling fields of a request as options of a model. What is absent is left to the model's defaults. */
export function samplingOptions(request: SamplingRequest): GenerationOptions {
  return {
    temperature: request.temperature ?? undefined,
    topP: request.top_p ?? undefined,
    topK: request.top_k ?? undefined,
    minP: request.min_p ?? undefined,
    // Seeds may be any whole number in OpenAI's API; the sampler takes 32 bits.
    seed: typeof request.seed === 'number' ? request.seed >>> 0 : undefined,
    presencePenalty: request.presence_penalty ?? undefined,
    frequencyPenalty: request.frequency_penalty ?? undefined,
    logitBias: request.logit_bias ?? undefined,
    maxTokens: request.max_tokens ?? undefined,
    n: request.n ?? undefined,
  };
}

/** Strings that end each answer. */
export function stopStrings({ stop }: SamplingRequest): string[] | undefined {
  return typeof stop === 'string' ? [stop] : (stop ?? undefined);
}
