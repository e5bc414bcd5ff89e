import { z } from 'zod';
import { moderationFields } from '../moderation/moderation-report.schema.js';

const count = z.int().min(0);

/** The tokens of a request and its answer. */
const usage = z
  .looseObject({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z.looseObject({
      cached_tokens: count.describe('Tokens that were read for an earlier request.'),
    }),
  })
  .meta({ id: 'Usage' });

/** The reason why a choice ended. */
export const finishReason = z.enum(['stop', 'length', 'tool_calls', 'content_filter']);

/** The fields that whole answers and chunks of streams have. */
const envelope = {
  id: z.string(),
  created: z.int().describe('Unix seconds.'),
  model: z.string(),
};

/** Creates the schema of a whole answer. */
export function wholeAnswer<Choice extends z.ZodType>(object: string, choice: Choice) {
  return z.looseObject({
    ...envelope,
    object: z.literal(object),
    choices: z.array(choice),
    usage,
    ...moderationFields,
  });
}

/** Creates the schema of a chunk of a streamed answer. */
export function answerChunk<Choice extends z.ZodType>(object: string, choice: Choice) {
  return z.looseObject({
    ...envelope,
    object: z.literal(object),
    choices: z.array(choice).describe('One entry; none in the chunk with the usage, at the end.'),
    usage: usage.nullable().optional(),
    // In the last chunk with a choice.
    ...z.object(moderationFields).partial().shape,
  });
}

/** A usage for examples. */
export const exampleUsage = {
  prompt_tokens: 37,
  completion_tokens: 8,
  total_tokens: 45,
  prompt_tokens_details: { cached_tokens: 0 },
};
