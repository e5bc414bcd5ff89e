import { z } from 'zod';
import { boundedList } from '../http/bounded-list.js';
import { textPart } from '../http/text-part.js';

/** The limit for the texts of a request, and for the parts of a text. */
const maximumTexts = 256;

/** The body of `POST /v1/moderations`. */
export const moderationsSchema = z
  .strictObject({
    input: z.union([
      z.string(),
      boundedList(z.string(), { least: 1, most: maximumTexts }),
      // The parts of one input, which has one result.
      boundedList(textPart, { least: 1, most: maximumTexts }).transform((parts) =>
        parts.map(({ text }) => text).join(''),
      ),
    ]),
    // Clients of OpenAI's API name its models. Here the policy takes the place of a model.
    model: z
      .string()
      .regex(
        /^(?:default|leeward-.*|(?:omni|text)-moderation-.*)$/,
        'must be "default": the policy of the API key moderates, and no model is chosen',
      )
      .optional(),
  })
  .meta({ id: 'ModerationsRequest' });

/** A checked request for moderations. */
export type ModerationsRequest = z.infer<typeof moderationsSchema>;
