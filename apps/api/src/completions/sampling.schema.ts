import { logitBiasBounds, optionBounds, stopBounds } from '@leeward/mixtral-llm';
import { z } from 'zod';
import { boundedList } from '../http/schema/bounded-list.js';
import { numberWithin } from '../http/schema/number-within.js';

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
  model: z.string().optional().describe('A model by its id, by another name, or "default".'),
  n: z.int().min(1).max(maximumChoices).nullish().describe('Answers to the one request.'),
  stream: z.boolean().nullish().describe('Whether the answer comes as server-sent events.'),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional() })
    .nullish()
    .describe('Only with a stream. "include_usage": one more chunk with the usage, at the end.'),
  temperature: numberWithin(optionBounds.temperature)
    .nullish()
    .describe('Randomness. Default of this and the other sampling fields: what the model makers recommend.'),
  top_p: numberWithin(optionBounds.topP).nullish().describe('The share of probability from which tokens are taken.'),
  // -1 turns it off in vLLM, 0 in llama.cpp.
  top_k: z
    .union([numberWithin(optionBounds.topK), z.literal(-1).transform(() => 0)])
    .nullish()
    .describe('The number of tokens to choose from. 0 or -1: all.'),
  min_p: numberWithin(optionBounds.minP)
    .nullish()
    .describe('The probability that a token must have, as a share of that of the likeliest one.'),
  // Any whole number, as in OpenAI's API.
  seed: z.int().nullish().describe('The same seed gives the same answer to the same request.'),
  max_tokens: numberWithin(optionBounds.maxTokens)
    .nullish()
    .describe('The limit for the tokens of the answer. Default: what is left of the context.'),
  stop: z
    .union([stopString, boundedList(stopString, { most: stopBounds.strings })])
    .nullish()
    .describe('Strings that end the answer. They are no part of it.'),
  logit_bias: logitBias.nullish().describe('By the id of a token: added to its logit.'),
  presence_penalty: numberWithin(optionBounds.presencePenalty)
    .nullish()
    .describe('Subtracted from tokens that have occurred.'),
  frequency_penalty: numberWithin(optionBounds.frequencyPenalty)
    .nullish()
    .describe('Subtracted from tokens for each time that they have occurred.'),
  // Not a field of OpenAI's API: vLLM, Hugging Face and OpenRouter have it.
  repetition_penalty: numberWithin(optionBounds.repeatPenalty)
    .nullish()
    .describe('Divides the logits of tokens that have occurred. 1: none.'),
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
