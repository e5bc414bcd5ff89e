import { type ChatMixtralCallOptions } from '@leeward/mixtral-llm';
import { type Caller } from '../http/caller.js';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';

/** The sampling fields of a request as options of one call of the model. What is absent is left to the model's defaults. */
export function toCallOptions(request: ChatCompletionsRequest, { signal, caller }: Caller): Partial<ChatMixtralCallOptions> {
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop;
  return {
    signal,
    caller,
    temperature: request.temperature ?? undefined,
    topP: request.top_p ?? undefined,
    topK: request.top_k ?? undefined,
    minP: request.min_p ?? undefined,
    // Seeds may be any whole number in OpenAI's API; the sampler takes 32 bits.
    seed: typeof request.seed === 'number' ? request.seed >>> 0 : undefined,
    presencePenalty: request.presence_penalty ?? undefined,
    frequencyPenalty: request.frequency_penalty ?? undefined,
    logitBias: request.logit_bias ?? undefined,
    maxTokens: maxTokens ?? undefined,
    stop: stop ?? undefined,
  };
}
