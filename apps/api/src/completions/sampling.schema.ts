import { logitBiasBounds, optionBounds, stopBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';
import { boundedList } from '../http/bounded-list.js';
import { numberWithin } from '../http/number-within.js';

/** The limit for `n`, the answers to one request. */
const maximumChoices = 16;

/** A string that ends an answer. */
const stopString = z.string().min(1).max(stopBounds.length);

/** Biases by token id, as OpenAI has them. The model itself checks that its vocabulary has the ids. */
const logitBias = z.preprocess(
  (biases, { addIssue }) => {
    if (typeof biases === 'object' && biases !== null && Object.keys(biases).length > logitBiasBounds.entries) {
      addIssue(`must have ${logitBiasBounds.entries} entries at most`);
    }
    return biases;
  },
  z.record(z.string().regex(/^(?:0|[1-9]\d{0,9})$/, 'must be a token id'), numberWithin(logitBiasBounds)),
);

/** The fields about sampling and streaming that every kind of completion has. */
export const samplingFields = {
  model: z.string().optional(),
  n: z.int().min(1).max(maximumChoices).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
  temperature: numberWithin(optionBounds.temperature).nullish(),
  top_p: numberWithin(optionBounds.topP).nullish(),
  // -1 turns it off in vLLM, 0 in llama.cpp.
  top_k: z.union([numberWithin(optionBounds.topK), z.literal(-1).transform(() => 0)]).nullish(),
  min_p: numberWithin(optionBounds.minP).nullish(),
  // Any whole number, as in OpenAI's API.
  seed: z.int().nullish(),
  max_tokens: numberWithin(optionBounds.maxTokens).nullish(),
  stop: z.union([stopString, boundedList(stopString, { most: stopBounds.strings })]).nullish(),
  logit_bias: logitBias.nullish(),
  presence_penalty: numberWithin(optionBounds.presencePenalty).nullish(),
  frequency_penalty: numberWithin(optionBounds.frequencyPenalty).nullish(),
  // Not a field of OpenAI's API: vLLM, Hugging Face and OpenRouter have it.
  repetition_penalty: numberWithin(optionBounds.repeatPenalty).nullish(),
};

/** Checked fields of `samplingFields`. */
export type SamplingRequest = z.infer<z.ZodObject<typeof samplingFields>>;

/** Checks that a request with `stream_options` also sets `stream`. */
export function hasStreamForItsOptions({
  stream,
  stream_options: options,
}: Pick<SamplingRequest, 'stream' | 'stream_options'>): boolean {
  return Boolean(stream) || !options;
}

/** The issue of a request with `stream_options` and without `stream`. */
export const noStreamForOptions = {
  path: ['stream_options'],
  message: 'only a stream has options; set "stream" to true',
};
