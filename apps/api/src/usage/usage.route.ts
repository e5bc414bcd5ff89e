import { z } from 'zod';
import { type RouteDescription } from '../openapi/index.js';

const count = z.int().min(0);

const level = z
  .looseObject({
    limit: count,
    used: count.describe('With what is reserved for answers that are not finished.'),
    remaining: count,
    reset_seconds: count.describe('Seconds until all is left again.'),
  })
  .nullable()
  .describe('Null: there is no such limit.');

/** Describes `GET /v1/usage`. */
export const usageRoute: RouteDescription = {
  id: 'getUsage',
  group: 'Server',
  summary: 'Describe the limits of the key',
  description: 'Describes what the key of the request may use, and what is left of it. It does not count as a request.',
  answer: {
    description: 'The limits.',
    schema: z
      .looseObject({
        object: z.literal('usage'),
        expires: z.string().nullable().describe('The time from which on the key is not valid. Null: it never expires.'),
        models: z.array(z.string()).nullable().describe('The models that the key may use. Null: all.'),
        limits: z.looseObject({ requests_per_minute: level, tokens_per_minute: level, tokens_per_day: level }),
      })
      .meta({ id: 'KeyUsage' }),
    example: {
      object: 'usage',
      expires: '2027-01-31T00:00:00.000Z',
      models: ['default'],
      limits: {
        requests_per_minute: { limit: 60, used: 3, remaining: 57, reset_seconds: 41 },
        tokens_per_minute: null,
        tokens_per_day: { limit: 100_000, used: 1200, remaining: 98_800, reset_seconds: 80_112 },
      },
    },
  },
};
