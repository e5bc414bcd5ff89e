import { z } from 'zod';

/** Text, or parts of text that are joined. Images and sound are refused by name. */
const content = z.union([
  z.string(),
  z
    .array(z.strictObject({ type: z.literal('text'), text: z.string() }))
    .min(1)
    .transform((parts) => parts.map((part) => part.text).join('')),
]);

const message = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content,
});

/**
 * The body of `POST /v1/chat/completions`: the fields of OpenAI's API that are supported. A field that is not here is
 * refused by name; fields with a neutral value that changes nothing (`n: 1`, `logprobs: false`) are allowed.
 */
export const chatCompletionsSchema = z.strictObject({
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
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  n: z.literal(1).nullish(),
  logprobs: z.literal(false).nullish(),
  response_format: z.strictObject({ type: z.literal('text') }).nullish(),
});

/** A checked request for a chat completion. */
export type ChatCompletionsRequest = z.infer<typeof chatCompletionsSchema>;
