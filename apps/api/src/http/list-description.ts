import { z } from 'zod';

/** The meaning of the parameters of `listQueryFields`. */
export const pageParameters = {
  limit: { description: 'The most entries, 1 to 100.', example: '20' },
  order: { description: 'From the oldest (asc) or from the newest (desc).', example: 'desc' },
  after: { description: 'The id of the entry before the first one.', example: 'msg_5a0c2a38' },
};

/** Creates the schema of a part of a list. */
export function toListSchema<Entry extends z.ZodType>(entry: Entry) {
  return z.looseObject({
    object: z.literal('list'),
    data: z.array(entry),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });
}
