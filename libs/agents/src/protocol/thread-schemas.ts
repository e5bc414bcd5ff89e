import { z } from 'zod';
import {
  checkpointSchema,
  commandSchema,
  jsonObject,
  jsonValue,
  pageFields,
  recordId,
  selectFields,
  timeToLive,
} from './schema-parts.js';

/** The body of a new thread. */
export const threadCreateSchema = z.object({
  thread_id: recordId.nullish(),
  metadata: jsonObject.nullish(),
  if_exists: z.enum(['raise', 'do_nothing']).nullish(),
  ttl: timeToLive,
  supersteps: z
    .array(
      z.object({
        updates: z
          .array(
            z.object({
              values: jsonValue.nullish(),
              command: commandSchema.nullish(),
              as_node: z.string().max(200).nullish(),
            }),
          )
          .max(100),
      }),
    )
    .max(1_000)
    .nullish(),
});

/** The body of a change of a thread. */
export const threadPatchSchema = z.object({ metadata: jsonObject.nullish(), ttl: timeToLive });

const filterFields = {
  metadata: jsonObject.nullish(),
  status: z.enum(['idle', 'busy', 'interrupted', 'error']).nullish(),
  values: jsonObject.nullish(),
};

/** The body of a search for threads. */
export const threadSearchSchema = z.object({
  ...filterFields,
  ...pageFields,
  ids: z.array(recordId).max(1_000).nullish(),
  sort_by: z.enum(['thread_id', 'status', 'created_at', 'updated_at', 'state_updated_at']).nullish(),
  sort_order: z.enum(['asc', 'desc']).nullish(),
  select: selectFields,
});

/** The body of a count of threads. */
export const threadCountSchema = z.object(filterFields);

/** The body of a deletion of several threads. */
export const threadPruneSchema = z.object({
  thread_ids: z.array(recordId).max(1_000),
  strategy: z.literal('delete').optional(),
});

/** The body of a change of a state. */
export const stateUpdateSchema = z.object({
  values: z.union([jsonObject, z.array(jsonObject)]).nullish(),
  as_node: z.string().max(200).nullish(),
  checkpoint: checkpointSchema.nullish(),
  checkpoint_id: z.string().max(200).nullish(),
});

/** The body of a question for the state at a checkpoint. */
export const stateAtSchema = z.object({
  checkpoint: checkpointSchema.nullish(),
  subgraphs: z.union([z.boolean(), z.string()]).nullish(),
});

/** The body or the query of a question for a history. */
export const historySchema = z.object({
  limit: pageFields.limit,
  before: z
    .union([z.string().max(200), z.object({ checkpoint_id: z.string().max(200) }), jsonObject])
    .nullish()
    .transform(readCheckpointId),
  metadata: jsonObject.nullish(),
  checkpoint: checkpointSchema.nullish(),
});

function readCheckpointId(before: unknown): string | undefined {
  if (typeof before === 'string') return before;
  if (typeof before !== 'object' || before === null) return undefined;
  const { checkpoint_id: id, configurable } = before as Readonly<Record<string, unknown>>;
  return typeof id === 'string' ? id : readCheckpointId(configurable);
}
