import { z } from 'zod';

/** Text, or parts of text that are joined. Images and sound are refused by name. */
const content = z.union([
  z.string(),
  z
    .array(z.strictObject({ type: z.literal('text'), text: z.string() }))
    .min(1)
    .transform((parts) => parts.map((part) => part.text).join('')),
]);

/** What an assistant message of OpenAI's API may carry besides its text, when it carries nothing: clients send it back as it came. */
const nothing = z.union([z.null(), z.array(z.never()).max(0)]).optional();

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer', 'user']), content }),
  z.strictObject({ role: z.literal('assistant'), content, refusal: nothing, annotations: nothing, audio: nothing, tool_calls: nothing, function_call: nothing }),
]);

/** Fields that change nothing at these values. Clients and frameworks send them unasked. */
const neutral = {
  n: z.literal(1).nullish(),
  logprobs: z.literal(false).nullish(),
  top_logprobs: z.literal(0).nullish(),
  response_format: z.strictObject({ type: z.literal('text') }).nullish(),
  tools: nothing,
  tool_choice: z.enum(['none', 'auto']).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  functions: nothing,
  function_call: z.enum(['none', 'auto']).nullish(),
  modalities: z.tuple([z.literal('text')]).nullish(),
  audio: z.null().optional(),
  prediction: z.null().optional(),
  store: z.literal(false).nullish(),
  metadata: z.union([z.null(), z.strictObject({})]).optional(),
  service_tier: z.enum(['auto', 'default']).nullish(),
  reasoning_effort: z.null().optional(),
  verbosity: z.null().optional(),
  web_search_options: z.null().optional(),
};

/** Names that their caller gives to users and caches: nothing here depends on them. */
const labels = {
  user: z.string().max(512).nullish(),
  safety_identifier: z.string().max(512).nullish(),
  prompt_cache_key: z.string().max(512).nullish(),
};

/**
 * The body of `POST /v1/chat/completions`: the fields of OpenAI's API that are supported. A field that is not here is
 * refused by name; fields with a neutral value that changes nothing (`n: 1`, `logprobs: false`) are allowed.
 */
export const chatCompletionsSchema = z
  .strictObject({
  ...neutral,
  ...labels,
  model: z.string().optional(),
  messages: z.array(message).min(1).max(10_000),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(0).max(1_000_000).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]).nullish(),
  // Token ids, as OpenAI has them: of the loaded model's own vocabulary.
  logit_bias: z.record(z.string().regex(/^\d{1,7}$/, 'must be a token id'), z.number().min(-100).max(100)).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
})
  .refine(({ stream, stream_options: options }) => stream || !options, { path: ['stream_options'], message: 'only a stream has options; set "stream" to true' });

/** A checked request for a chat completion. */
export type ChatCompletionsRequest = z.infer<typeof chatCompletionsSchema>;
