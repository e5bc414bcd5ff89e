import { z } from 'zod';
import { answerChunk, finishReason, wholeAnswer } from '../../answer.schema.js';

const tokenLogprob = z.looseObject({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.int().min(0).max(255)),
});

/** The log-probabilities of a choice. Null: none were asked for. */
const logprobs = z
  .looseObject({
    content: z.array(tokenLogprob.extend({ top_logprobs: z.array(tokenLogprob) })),
    refusal: z.null(),
  })
  .nullable();

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string().describe('The JSON text of an object.') }),
});

const refusal = z.string().nullable().describe("The policy's message, where the policy stopped the answer.");

/** The answer of `POST /v1/chat/completions`. */
export const chatCompletionAnswer = wholeAnswer(
  'chat.completion',
  z.looseObject({
    index: z.int(),
    message: z.looseObject({
      role: z.literal('assistant'),
      content: z.string().nullable().describe('Null where there are only calls.'),
      refusal,
      tool_calls: z.array(toolCall).optional(),
    }),
    logprobs,
    finish_reason: finishReason,
  }),
).meta({ id: 'ChatCompletion' });

/** An event of a streamed chat completion. */
export const chatCompletionChunk = answerChunk(
  'chat.completion.chunk',
  z.looseObject({
    index: z.int(),
    delta: z.looseObject({
      role: z.literal('assistant').optional(),
      content: z.string().nullable().optional(),
      refusal: refusal.optional(),
      tool_calls: z
        .array(
          z.looseObject({
            index: z.int(),
            id: z.string().optional(),
            type: z.literal('function').optional(),
            function: z.looseObject({ name: z.string().optional(), arguments: z.string() }),
          }),
        )
        .optional(),
    }),
    logprobs,
    finish_reason: finishReason.nullable(),
  }),
).meta({ id: 'ChatCompletionChunk' });
