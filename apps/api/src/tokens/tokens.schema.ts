import { z } from 'zod';
import { chatCompletionsSchema } from '../completions/chat/schema/chat-completions.schema.js';
import { toolFields } from '../completions/chat/schema/tool.schema.js';
import { boundedList } from '../http/schema/bounded-list.js';

/** The limit for the ids of a request. A body has no more values. */
const maximumTokens = 50_000;

const { messages, response_format, repair } = chatCompletionsSchema.shape;

/** The fields that hold what is to be encoded: llama.cpp's, vLLM's for texts, and vLLM's for conversations. */
const sources = ['content', 'prompt', 'messages'] as const;

/** The fields that only a conversation has. */
const chatFields = ['tools', 'tool_choice', 'parallel_tool_calls', 'response_format', 'repair'] as const;

/** The body of `POST /tokenize`, as llama.cpp and vLLM have it. */
export const tokenizeSchema = z
  .strictObject({
    model: z.string().optional(),
    content: z.string().optional(),
    prompt: z.string().optional(),
    messages: messages.optional(),
    ...toolFields,
    response_format,
    repair,
    add_special: z.boolean().nullish(),
    add_special_tokens: z.boolean().nullish(),
  })
  .refine((body) => sources.filter((name) => body[name] !== undefined).length === 1, {
    message: 'must have one of "content", "prompt" and "messages"',
  })
  .superRefine((body, context) => {
    if (body.messages === undefined) {
      const field = chatFields.find((name) => body[name] !== undefined && body[name] !== null);
      if (field !== undefined) context.addIssue({ code: 'custom', path: [field], message: 'needs "messages"' });
      return;
    }
    const field = (['add_special', 'add_special_tokens'] as const).find((name) => body[name] === true);
    if (field === undefined) return;
    const message = 'cannot be true with "messages": the template of the model adds what belongs there';
    context.addIssue({ code: 'custom', path: [field], message });
  })
  .meta({ id: 'TokenizeRequest' });

/** A checked request to encode a text or a conversation. */
export type TokenizeRequest = z.infer<typeof tokenizeSchema>;

/** The body of `POST /detokenize`, as llama.cpp and vLLM have it. */
export const detokenizeSchema = z
  .strictObject({
    model: z.string().optional(),
    tokens: boundedList(z.int().min(0), { most: maximumTokens }),
  })
  .meta({ id: 'DetokenizeRequest' });

/** A checked request to decode token ids. */
export type DetokenizeRequest = z.infer<typeof detokenizeSchema>;
