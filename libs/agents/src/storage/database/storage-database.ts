import { type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { type Kysely } from 'kysely';
import { type StorageTopic } from '../../contract/agent-storage.js';
import { type Tables } from './tables.js';

/** The queries of one transaction. */
export interface StorageTransaction {
  readonly queries: Kysely<Tables>;
  /** Tells all processes news, once the transaction is saved. */
  announce(topic: StorageTopic): void;
}

/** A database with its tables. Each method throws `StorageError` when the database fails. */
export interface StorageDatabase {
  /** Whether rows must be locked before they are changed: SQLite has one writer at a time. */
  readonly locksRows: boolean;
  readonly checkpointer: BaseCheckpointSaver;
  /** Runs one query. */
  read<Result>(work: (queries: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** Does work in one transaction: all of it is saved, or nothing. It may be tried several times. */
  transact<Result>(work: (transaction: StorageTransaction) => Promise<Result>): Promise<Result>;
  /** Copies the checkpoints of a thread. */
  copyCheckpoints(queries: Kysely<Tables>, threadId: string, newThreadId: string): Promise<void>;
  /** Deletes some checkpoints of a thread. */
  deleteCheckpoints(queries: Kysely<Tables>, threadId: string, checkpointIds: readonly string[]): Promise<void>;
  /** Overwrites deleted text where the database still holds it. */
  overwriteDeleted(): Promise<void>;
  listen(topic: StorageTopic, listener: () => void): () => void;
  close(): Promise<void>;
}
