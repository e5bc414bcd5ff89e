import { type GenerationOptions } from '@leeward/mixtral-llm';
import { type SamplingRequest } from './sampling.schema.js';

/** Converts the sampling fields of a request to options of a model. Absent fields get the model's defaults. */
export function toSamplingOptions(request: SamplingRequest): GenerationOptions {
  return {
    temperature: request.temperature ?? undefined,
    topP: request.top_p ?? undefined,
    topK: request.top_k ?? undefined,
    minP: request.min_p ?? undefined,
    // Seeds may be any whole number in OpenAI's API; the sampler takes 32 bits.
    seed: typeof request.seed === 'number' ? request.seed >>> 0 : undefined,
    presencePenalty: request.presence_penalty ?? undefined,
    frequencyPenalty: request.frequency_penalty ?? undefined,
    repeatPenalty: request.repetition_penalty ?? undefined,
    logitBias: request.logit_bias ?? undefined,
    maxTokens: request.max_tokens ?? undefined,
    n: request.n ?? undefined,
  };
}

/** Converts the field `stop` to the strings that end each answer. */
export function toStopStrings({ stop }: SamplingRequest): string[] | undefined {
  return typeof stop === 'string' ? [stop] : (stop ?? undefined);
}
