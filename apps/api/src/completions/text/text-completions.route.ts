import { z } from 'zod';
import { exampleModeration } from '../../moderation/moderation-report.schema.js';
import { generationErrors, modelErrors, moderationErrors, type RouteDescription } from '../../openapi/index.js';
import { answerChunk, exampleUsage, finishReason, wholeAnswer } from '../answer.schema.js';

const choice = z.looseObject({
  index: z.int(),
  text: z.string(),
  logprobs: z
    .looseObject({
      tokens: z.array(z.string()),
      token_logprobs: z.array(z.number()),
      top_logprobs: z.array(z.record(z.string(), z.number())),
      text_offset: z.array(z.int().min(0)).describe('The beginning of each token in the text, in characters.'),
    })
    .nullable(),
  finish_reason: finishReason.nullable(),
});

const envelope = {
  id: 'cmpl-5a0c2a38',
  object: 'text_completion',
  created: 1_760_000_000,
  model: 'smollm2-135m-instruct',
};

/** Describes `POST /v1/completions`. */
export const textCompletionsRoute: RouteDescription = {
  id: 'createCompletion',
  group: 'Completions',
  summary: 'Continue a text',
  description:
    'Moderates a text, continues it without turns and templates, and moderates the continuation before it leaves. ' +
    'Prompts are texts: token ids are refused, because they cannot be moderated.',
  requests: {
    'A text': { model: 'default', prompt: 'Once upon a time', max_tokens: 8 },
    'Two texts': { model: 'default', prompt: ['One, two,', 'Monday, Tuesday,'], max_tokens: 4 },
  },
  answer: {
    description: 'The continuation: a JSON object, or a stream of events.',
    schema: wholeAnswer('text_completion', choice).meta({ id: 'Completion' }),
    example: {
      ...envelope,
      choices: [{ index: 0, text: ', in a small village', logprobs: null, finish_reason: 'length' }],
      usage: exampleUsage,
      ...exampleModeration,
    },
  },
  stream: {
    description:
      'Server-sent events: each is a line "data: " with a CompletionChunk, and the last one is "data: [DONE]". ' +
      'An error in the middle of a stream is the event before it, with the field "error". Lines that begin with a colon are comments.',
    schema: answerChunk('text_completion', choice).meta({ id: 'CompletionChunk' }),
    example: { ...envelope, choices: [{ index: 0, text: ', in', logprobs: null, finish_reason: null }] },
  },
  headers: ['x-leeward-moderation'],
  errors: [...moderationErrors, ...modelErrors, ...generationErrors],
};
