import { z } from 'zod';
import { boundedList } from '../http/bounded-list.js';

/** The body of `POST /v1/moderations`. */
export const moderationsSchema = z.strictObject({
  input: z.union([z.string(), boundedList(z.string(), { least: 1, most: 256 })]),
  // Clients of OpenAI's API name its models. Here the policy takes the place of a model.
  model: z
    .string()
    .regex(
      /^(?:default|leeward-.*|(?:omni|text)-moderation-.*)$/,
      'must be "default": the policy of the API key moderates, and no model is chosen',
    )
    .optional(),
});

/** A checked request for moderations. */
export type ModerationsRequest = z.infer<typeof moderationsSchema>;
