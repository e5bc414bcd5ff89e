import { z } from 'zod';

/** The body of `POST /v1/moderations`. */
export const moderationsSchema = z.strictObject({
  input: z.union([z.string(), z.array(z.string()).min(1).max(256)]),
  model: z.string().optional(),
});

export type ModerationsRequest = z.infer<typeof moderationsSchema>;
