import { z } from 'zod';
import { type RouteDescription } from '../openapi/index.js';

const count = z.int().min(0);

const presentedPolicy = z
  .looseObject({
    id: z.string().describe('Name and version of the policy.'),
    object: z.literal('policy'),
    name: z.string(),
    version: z.string(),
    classifiers: z.array(
      z.looseObject({ name: z.string(), categories: z.array(z.string()), stages: z.array(z.string()) }),
    ),
    learned: z
      .array(
        z.looseObject({
          category: z.string(),
          threshold: z.number(),
          examples: count,
          counter_examples: count,
          ordinary_texts: count,
          precision: z.number(),
          recall: z.number(),
          missed_examples: z.array(count),
          found_counter_examples: z.array(count),
          found_ordinary_texts: count,
          weak: z.boolean(),
        }),
      )
      .describe('The quality of each category that is learned from examples.'),
  })
  .meta({ id: 'Policy' });

/** Describes `GET /v1/policy`. */
export const policyRoute: RouteDescription = {
  id: 'getPolicy',
  group: 'Moderation',
  summary: 'Describe the policy',
  description: 'Describes the policy of the caller. It shows no words, patterns or texts of the policy.',
  answer: {
    description: 'The policy.',
    schema: presentedPolicy,
    example: {
      id: 'leeward-balanced-1',
      object: 'policy',
      name: 'balanced',
      version: '1',
      classifiers: [{ name: 'pii', categories: ['x/pii'], stages: ['input', 'output'] }],
      learned: [],
    },
  },
};
