import { z } from 'zod';
import { moderationErrors, type RouteDescription } from '../openapi/index.js';

const moderationsAnswer = z
  .looseObject({
    id: z.string(),
    model: z.string().describe('Name and version of the policy.'),
    results: z.array(
      z.looseObject({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean()),
        category_scores: z.record(z.string(), z.number().nullable()).describe('Null: no classifier covers it.'),
        category_applied_input_types: z.record(z.string(), z.array(z.string())),
        leeward: z.looseObject({
          judged: z
            .array(z.string())
            .describe('The categories that were judged: the boolean of any other says nothing.'),
        }),
      }),
    ),
  })
  .meta({ id: 'Moderations' });

/** Describes `POST /v1/moderations`. */
export const moderationsRoute: RouteDescription = {
  id: 'createModeration',
  group: 'Moderation',
  summary: 'Moderate texts',
  description: 'Moderates texts as the input of a request, without a model. A text that is flagged is a 200, too.',
  requests: {
    'A text': { input: 'Good morning' },
    'Two texts': { input: ['Good morning', 'Good night'] },
    'Parts of one text': { model: 'omni-moderation-latest', input: [{ type: 'text', text: 'Good morning' }] },
  },
  answer: {
    description: 'One result for each text, in order.',
    schema: moderationsAnswer,
    example: {
      id: 'modr-5a0c2a38',
      model: 'leeward-balanced-1',
      results: [
        {
          flagged: false,
          categories: { hate: false, violence: false },
          category_scores: { hate: 0.001, violence: null },
          category_applied_input_types: { hate: ['text'], violence: [] },
          leeward: { judged: ['hate'] },
        },
      ],
    },
  },
  errors: moderationErrors,
};
