import { z } from 'zod';
import {
  type CheckpointReference,
  type JsonObject,
  type RunArguments,
  type RunCaller,
  type RunRequest,
} from '../contract/index.js';
import {
  checkpointSchema,
  commandSchema,
  jsonObject,
  jsonValue,
  multitaskStrategy,
  pageFields,
  queryBoolean,
} from './schema-parts.js';

/** The stream modes of LangGraph's protocol. */
export const streamModes = [
  'values',
  'messages',
  'messages-tuple',
  'updates',
  'events',
  'tasks',
  'checkpoints',
  'debug',
  'custom',
  'tools',
] as const;

const streamMode = z.enum(streamModes);

/** The seconds of a week: no run waits longer. */
const maximumDelay = 7 * 24 * 60 * 60;

const nodeNames = z.union([z.literal('*'), z.array(z.string().max(200)).max(1_000)]);

/** The body of a new run. */
export const runSchema = z.object({
  assistant_id: z.string().min(1).max(200),
  input: jsonValue.nullish(),
  command: commandSchema.nullish(),
  config: jsonObject.nullish(),
  context: jsonObject.nullish(),
  metadata: jsonObject.nullish(),
  checkpoint: checkpointSchema.nullish(),
  checkpoint_id: z.string().max(200).nullish(),
  stream_mode: z.union([streamMode, z.array(streamMode).max(streamModes.length)]).nullish(),
  stream_subgraphs: z.boolean().nullish(),
  stream_resumable: z.boolean().nullish(),
  interrupt_before: nodeNames.nullish(),
  interrupt_after: nodeNames.nullish(),
  durability: z.enum(['sync', 'async', 'exit']).nullish(),
  webhook: z.string().max(2_000).nullish(),
  multitask_strategy: multitaskStrategy.nullish(),
  on_disconnect: z.enum(['cancel', 'continue']).nullish(),
  on_completion: z.enum(['delete', 'keep']).nullish(),
  if_not_exists: z.enum(['reject', 'create']).nullish(),
  after_seconds: z.number().min(0).max(maximumDelay).nullish(),
});

/** A new run, as a client sends it. */
export type RunBody = z.infer<typeof runSchema>;

/** The body of several new runs. */
export const runBatchSchema = z.array(runSchema).min(1).max(100);

/** The query of a list of runs. */
export const runListSchema = z.object({
  ...pageFields,
  status: z.enum(['pending', 'running', 'error', 'success', 'timeout', 'interrupted']).optional(),
});

/** The query of a cancellation. */
export const runCancelSchema = z.object({
  wait: queryBoolean,
  action: z.enum(['interrupt', 'rollback']).optional().default('interrupt'),
});

/** The query of a stream of a run. */
export const runJoinSchema = z.object({ cancel_on_disconnect: queryBoolean });

/** Converts a new run of LangGraph's protocol to a request to the runtime. */
export function fromWireRun(body: RunBody, place: RunCaller & Pick<RunRequest, 'threadId'>): RunRequest {
  return {
    owner: place.owner,
    threadId: place.threadId,
    createsThread: place.threadId === undefined || body.if_not_exists === 'create',
    assistantId: body.assistant_id,
    arguments: toArguments(body, place.threadId === undefined),
    metadata: body.metadata ?? {},
    multitaskStrategy: body.multitask_strategy ?? 'reject',
    delay: (body.after_seconds ?? 0) * 1_000,
    policy: place.policy,
    onDecisionId: place.onDecisionId,
  };
}

function toArguments(body: RunBody, isThreadless: boolean): RunArguments {
  const modes = body.stream_mode ?? [];
  const list = typeof modes === 'string' ? [modes] : modes;
  const command = body.command ?? undefined;
  return {
    input: body.input ?? undefined,
    ...(command === undefined ? {} : { command: withoutNullish(command) }),
    config: body.config ?? {},
    context: body.context ?? undefined,
    checkpoint: toCheckpoint(body),
    streamModes: list.length === 0 ? ['values'] : list,
    streamSubgraphs: body.stream_subgraphs ?? false,
    interruptBefore: body.interrupt_before ?? undefined,
    interruptAfter: body.interrupt_after ?? undefined,
    durability: body.durability ?? undefined,
    webhook: body.webhook ?? undefined,
    endsWithCaller: body.on_disconnect === 'cancel',
    isResumable: body.stream_resumable ?? false,
    deletesThread: isThreadless && (body.on_completion ?? 'delete') === 'delete',
  };
}

function toCheckpoint({ checkpoint, checkpoint_id: id }: RunBody): JsonObject | undefined {
  const fields = { ...(id === undefined || id === null ? {} : { checkpoint_id: id }), ...checkpoint };
  const given = withoutNullish(fields);
  return Object.keys(given).length === 0 ? undefined : given;
}

/** Removes the fields that are undefined or null. */
export function withoutNullish(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as JsonObject;
}

/** Converts the name of a checkpoint. */
export function fromWireCheckpoint(
  checkpoint: z.infer<typeof checkpointSchema> | null | undefined,
  id?: string | null,
): CheckpointReference {
  return {
    checkpointId: id ?? checkpoint?.checkpoint_id ?? undefined,
    checkpointNamespace: checkpoint?.checkpoint_ns ?? undefined,
  };
}
