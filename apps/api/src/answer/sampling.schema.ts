import { z } from 'zod';

/** Names that their caller gives to users and caches: nothing here depends on them. */
export const labelFields = {
  user: z.string().max(512).nullish(),
  safety_identifier: z.string().max(512).nullish(),
  prompt_cache_key: z.string().max(512).nullish(),
};

/** How many answers one request may ask for. */
export const mostChoices = 16;

/** The fields about sampling and streaming that every kind of completion has. */
export const samplingFields = {
  model: z.string().optional(),
  n: z.int().min(1).max(mostChoices).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.literal(false).optional() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(0).max(1_000_000).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  max_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]).nullish(),
  // Token ids, as OpenAI has them: of the loaded model's own vocabulary.
  logit_bias: z.record(z.string().regex(/^\d{1,7}$/, 'must be a token id'), z.number().min(-100).max(100)).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
};

/** Checked fields of `samplingFields`. */
export type SamplingRequest = z.infer<z.ZodObject<typeof samplingFields>>;

/** For `refine`: options of a stream need a stream. */
export function hasStreamForItsOptions({ stream, stream_options: options }: Pick<SamplingRequest, 'stream' | 'stream_options'>): boolean {
  return Boolean(stream) || !options;
}

/** What `refine` says of one without. */
export const noStreamForOptions = { path: ['stream_options'], message: 'only a stream has options; set "stream" to true' };
