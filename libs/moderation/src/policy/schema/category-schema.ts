import { z } from 'zod';

import { type Category, isCategory } from '../../contract/category.js';

/** Says that a name is no category. */
export const notACategory = 'is not a category: use one of OpenAI’s 13, or a name such as x/my-rule';
/** Matches the names of categories, for editors. */
export const categoryPattern = '^(harassment|hate|illicit|self-harm|sexual|violence|x)(/[a-z0-9]+([-/][a-z0-9]+)*)?$';

/** Validates the name of a category. */
export const category = z
  .string()
  .refine((name): name is Category => isCategory(name), { error: notACategory })
  .meta({ description: 'A category: one of OpenAI’s 13, or a name under x/.', pattern: categoryPattern });

/** Validates a category as the key of a record. */
// The type of a record's key stays `string`: a key type of known names would make every name required.
export const categoryKey = z
  .string()
  .refine((name): boolean => isCategory(name), { error: notACategory })
  .meta({ pattern: categoryPattern });

const threshold = z.number().min(0).max(1);

/** Validates the thresholds and action of a category. */
export const categoryRule = z.strictObject({
  threshold: threshold.optional().describe('Act when the score reaches this value, 0 … 1.'),
  thresholds: z
    .record(z.string().min(1), threshold)
    .optional()
    .describe('In place of `threshold` for single classifiers, by name: { guard: 0.9 }.'),
  action: z
    .enum(['monitor', 'flag', 'redact', 'block'])
    .optional()
    .describe(
      'monitor: record only; flag: also name it to the caller; redact: replace the found text; block: stop the text.',
    ),
});

/** Validates rules by category. */
export const categoryRules = z.record(categoryKey, categoryRule);
