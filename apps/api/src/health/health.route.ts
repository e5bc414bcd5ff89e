import { z } from 'zod';
import { type RouteDescription } from '../openapi/index.js';

/** Describes `GET /health/live`. */
export const liveRoute: RouteDescription = {
  id: 'getLiveness',
  group: 'Server',
  summary: 'Check that the process lives',
  description: 'Answers as soon as the process listens, also while a model is loaded.',
  answer: {
    description: 'The process lives.',
    schema: z.looseObject({ status: z.literal('ok') }).meta({ id: 'Liveness' }),
    example: { status: 'ok' },
  },
};

/** Describes `GET /health/ready`. */
export const readyRoute: RouteDescription = {
  id: 'getReadiness',
  group: 'Server',
  summary: 'Check that requests are answered',
  description: 'Answers when the models are loaded, and every part that requests need can work.',
  answer: {
    description: 'Requests are answered.',
    schema: z
      .looseObject({
        status: z.literal('ok'),
        model: z.string(),
        guard: z.string().optional().describe('Name and version of the learned guard. Absent: it is off.'),
        audit: z
          .literal('failing')
          .optional()
          .describe('Decisions cannot be recorded, and the policy goes on without.'),
      })
      .meta({ id: 'Readiness' }),
    example: { status: 'ok', model: 'smollm2-135m-instruct', guard: 'leeward-guard 1.1.0' },
  },
  errors: ['model_loading', 'engine_restarting', 'guard_failing', 'audit_log_failing'],
};
