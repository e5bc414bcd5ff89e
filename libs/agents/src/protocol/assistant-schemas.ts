import { z } from 'zod';
import { jsonObject, pageFields, recordId, selectFields } from './schema-parts.js';

const changeFields = {
  config: jsonObject.nullish(),
  context: jsonObject.nullish(),
  metadata: jsonObject.nullish(),
  name: z.string().min(1).max(200).nullish(),
  description: z.string().max(2_000).nullish(),
};

/** The body of a new assistant. */
export const assistantCreateSchema = z.object({
  ...changeFields,
  graph_id: z.string().min(1).max(64),
  assistant_id: recordId.nullish(),
  if_exists: z.enum(['raise', 'do_nothing']).nullish(),
});

/** The body of a change of an assistant. */
export const assistantPatchSchema = z.object({ ...changeFields, graph_id: z.string().min(1).max(64).nullish() });

const filterFields = {
  metadata: jsonObject.nullish(),
  graph_id: z.string().max(64).nullish(),
  name: z.string().max(200).nullish(),
};

/** The body of a search for assistants. */
export const assistantSearchSchema = z.object({
  ...filterFields,
  ...pageFields,
  sort_by: z.enum(['assistant_id', 'graph_id', 'name', 'created_at', 'updated_at']).nullish(),
  sort_order: z.enum(['asc', 'desc']).nullish(),
  select: selectFields,
});

/** The body of a count of assistants. */
export const assistantCountSchema = z.object(filterFields);

/** The body of a list of versions. */
export const assistantVersionsSchema = z.object({ ...pageFields, metadata: jsonObject.nullish() });

/** The body that makes an earlier version the latest. */
export const assistantLatestSchema = z.object({ version: z.int().min(1) });
