import { z } from 'zod';
import { boundedList } from '../http/schema/bounded-list.js';
import { textPart } from '../http/schema/text-part.js';
import { moderationModel } from './moderation-model.schema.js';

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
    model: moderationModel.optional(),
  })
  .meta({ id: 'ModerationsRequest' });

/** A checked request for moderations. */
export type ModerationsRequest = z.infer<typeof moderationsSchema>;
