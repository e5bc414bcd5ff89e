import { z } from 'zod';
import { boundedList } from '../http/schema/bounded-list.js';

/** The body of `POST /v1/embeddings`. Token ids are refused, because they cannot be moderated. */
export const embeddingsSchema = z
  .strictObject({
    model: z.string().optional().describe('An embedding model by its id, or "default".'),
    input: z.union([z.string(), boundedList(z.string(), { least: 1, most: 2048 })]).describe('A text, or several.'),
    encoding_format: z.enum(['float', 'base64']).nullish().describe('Numbers, or 32-bit floats as base64.'),
    dimensions: z.int().min(1).nullish().describe('The dimensions that the model has: no other number is accepted.'),
  })
  .meta({ id: 'EmbeddingsRequest' });

/** A checked request for embeddings. */
export type EmbeddingsRequest = z.infer<typeof embeddingsSchema>;
