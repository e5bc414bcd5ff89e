import { z } from 'zod';
import { boundedList } from '../http/bounded-list.js';

/** The body of `POST /v1/embeddings`. Token ids are refused, because they cannot be moderated. */
export const embeddingsSchema = z
  .strictObject({
    model: z.string().optional(),
    input: z.union([z.string(), boundedList(z.string(), { least: 1, most: 2048 })]),
    encoding_format: z.enum(['float', 'base64']).nullish(),
    dimensions: z.int().min(1).nullish(),
  })
  .meta({ id: 'EmbeddingsRequest' });

/** A checked request for embeddings. */
export type EmbeddingsRequest = z.infer<typeof embeddingsSchema>;
