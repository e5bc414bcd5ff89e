import { z } from 'zod';

/** The body of `POST /v1/moderations`. */
export const moderationsSchema = z.strictObject({
  input: z.union([z.string(), z.array(z.string()).min(1).max(256)]),
  // Clients of OpenAI's API name its models: the one that judges here is the policy.
  model: z.string().regex(/^(?:default|leeward-.*|(?:omni|text)-moderation-.*)$/, 'must be "default"; the policy in force judges').optional(),
});

export type ModerationsRequest = z.infer<typeof moderationsSchema>;
