import { z } from 'zod';
import { type RouteDescription } from '../../openapi/index.js';

/** Describes `GET /metrics`. */
export const metricsRoute: RouteDescription = {
  id: 'getMetrics',
  group: 'Server',
  summary: 'Read the figures',
  description: 'Figures of requests, tokens, queue, moderation and engine, as Prometheus reads them.',
  answer: {
    description: 'The figures.',
    contentType: 'text/plain',
    schema: z.string(),
    example: '# HELP leeward_requests_total Requests that were answered.',
  },
  errors: ['invalid_api_key'],
};
