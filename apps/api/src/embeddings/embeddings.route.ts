import { z } from 'zod';
import { exampleModeration, moderationFields } from '../moderation/moderation-report.schema.js';
import { modelErrors, moderationErrors, type RouteDescription } from '../openapi/index.js';

const embeddingsAnswer = z
  .looseObject({
    object: z.literal('list'),
    data: z.array(
      z.looseObject({
        object: z.literal('embedding'),
        index: z.int(),
        embedding: z
          .union([z.array(z.number()), z.string()])
          .describe('Numbers; with "encoding_format": "base64", 32-bit floats, little-endian.'),
      }),
    ),
    model: z.string(),
    usage: z.looseObject({ prompt_tokens: z.int().min(0), total_tokens: z.int().min(0) }),
    ...moderationFields,
  })
  .meta({ id: 'Embeddings' });

/** Describes `POST /v1/embeddings`. */
export const embeddingsRoute: RouteDescription = {
  id: 'createEmbeddings',
  group: 'Embeddings',
  summary: 'Convert texts to vectors',
  description:
    'Moderates texts, then converts them to vectors. It needs the setting EMBEDDING_MODEL or EMBEDDING_MODEL_PATH.',
  requests: {
    'A text': { model: 'default', input: 'A text' },
    'Two texts': { model: 'default', input: ['One', 'Two'], encoding_format: 'base64' },
  },
  answer: {
    description: 'One vector for each text, in order.',
    schema: embeddingsAnswer,
    example: {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.013, -0.052, 0.094] }],
      model: 'all-minilm-l6-v2',
      usage: { prompt_tokens: 4, total_tokens: 4 },
      ...exampleModeration,
    },
  },
  headers: ['x-leeward-moderation'],
  errors: [
    ...moderationErrors,
    ...modelErrors,
    'context_length_exceeded',
    'engine_restarting',
    'engine_crashed',
    'engine_closed',
    'queue_full',
    'request_exceeds_limit',
  ],
};
