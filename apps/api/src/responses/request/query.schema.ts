import { z } from 'zod';
import { listQueryFields } from '../../http/schema/list-query.js';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** The query of `GET /v1/responses/{id}`. Other fields change nothing: `include` names parts that are there in any case. */
export const retrieveQuery = z.object({
  stream: flag.default(false),
  starting_after: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the number of an event')
    .transform(Number)
    .optional(),
});

/** The query of `GET /v1/responses/{id}/input_items`. */
export const inputItemsQuery = z.object(listQueryFields);

/** A checked query for a response. */
export type RetrieveQuery = z.infer<typeof retrieveQuery>;

/** A checked query for the input of a response. */
export type InputItemsQuery = z.infer<typeof inputItemsQuery>;
