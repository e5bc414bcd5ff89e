import { z } from 'zod';

const limitText = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().min(1).max(100));

/** The fields of a query for a part of a list, as OpenAI's API has them. */
export const listQueryFields = {
  limit: limitText.default(20),
  order: z.enum(['asc', 'desc']).default('desc'),
  /** The id of the entry before the first one. */
  after: z.string().min(1).max(256).optional(),
};

/** The meaning of these fields, for the document of the API. */
export const listParameters = {
  limit: { description: 'The most entries, 1 to 100.', example: '20' },
  order: { description: 'From the oldest (asc) or from the newest (desc).', example: 'desc' },
  after: { description: 'The id of the entry before the first one.', example: 'msg_5a0c2a38' },
};

/** Presents a part of a list in OpenAI's form. */
export function presentList({
  items,
  hasMore,
}: {
  readonly items: readonly { readonly id: string }[];
  readonly hasMore: boolean;
}) {
  return {
    object: 'list' as const,
    data: items,
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}
