import { z } from 'zod';
import { labelFields } from '../answer/sampling.schema.js';

/** The body of `POST /v1/embeddings`. Inputs are texts; token ids are refused, since nobody could judge them. */
export const embeddingsSchema = z.strictObject({
  user: labelFields.user,
  model: z.string().optional(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish(),
});

/** A checked request for embeddings. */
export type EmbeddingsRequest = z.infer<typeof embeddingsSchema>;
