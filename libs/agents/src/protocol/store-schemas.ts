import { z } from 'zod';
import { jsonObject, pageFields } from './schema-parts.js';

const label = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^.]*$/, 'must have no dots');

/** The most labels of a namespace. */
const maximumLabels = 20;

const namespace = z.array(label).min(1).max(maximumLabels);
const part = z.array(label).max(maximumLabels);
const key = z.string().min(1).max(500);

/** The body of a value to save. */
export const storePutSchema = z.object({ namespace, key, value: jsonObject });

/** The body that names a value to delete. */
export const storeDeleteSchema = z.object({ namespace, key });

/** The query that names a value to read. */
export const storeGetSchema = z.object({
  namespace: z
    .union([z.string(), z.array(z.string())])
    .transform((given) => (typeof given === 'string' ? given.split('.') : given))
    .pipe(namespace),
  key,
});

/** The body of a search for values. */
export const storeSearchSchema = z.object({
  ...pageFields,
  namespace_prefix: part,
  filter: jsonObject.nullish(),
  query: z.string().max(1_000).nullish(),
});

/** The body of a list of namespaces. */
export const namespacesSchema = z.object({
  ...pageFields,
  prefix: part.nullish(),
  suffix: part.nullish(),
  max_depth: z.int().min(1).max(maximumLabels).nullish(),
});
