import { type Selectable } from 'kysely';
import { type RunArguments, type RunRecord } from '../../contract/run.js';
import { type Tables } from '../database/tables.js';
import { type JsonCodec } from '../encryption/json-codec.js';
import { countBytes } from './stored-bytes.js';

export type RunRow = Selectable<Tables['runs']>;

/** Converts a new run to its row. */
export function toRunRow(record: RunRecord, codec: JsonCodec): Omit<RunRow, 'sequence'> {
  const metadata = codec.write(record.metadata);
  const texts = codec.write(record.arguments);
  return {
    id: record.id,
    owner: record.owner,
    thread_id: record.threadId,
    assistant_id: record.assistantId,
    status: record.status,
    metadata,
    arguments: texts,
    multitask_strategy: record.multitaskStrategy,
    starts_at: record.startsAt.getTime(),
    created_at: record.createdAt.getTime(),
    updated_at: record.updatedAt.getTime(),
    attempts: record.attempts,
    cancel_requested: record.cancelRequested,
    end_reason: record.endReason,
    worker: null,
    lease_until: null,
    last_event: 0,
    bytes: countBytes(metadata, texts),
  };
}

/** Reads a run from its row. */
export function toRunRecord(row: RunRow, codec: JsonCodec): RunRecord {
  return {
    id: row.id,
    owner: row.owner,
    threadId: row.thread_id,
    assistantId: row.assistant_id,
    status: row.status,
    metadata: codec.readObject(row.metadata),
    arguments: codec.read(row.arguments) as unknown as RunArguments,
    multitaskStrategy: row.multitask_strategy,
    startsAt: new Date(row.starts_at),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    attempts: row.attempts,
    cancelRequested: row.cancel_requested,
    endReason: row.end_reason,
  };
}
