import { z } from 'zod';

/** Labels of a record that is stored, with the bounds of OpenAI's API. */
export const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((labels) => Object.keys(labels).length <= 16, 'must have 16 labels at most');
