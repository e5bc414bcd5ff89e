import { type RunnableConfig } from '@langchain/core/runnables';
import {
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { listCheckpoints } from '../database/filtered-checkpoints.js';
import { guard } from '../database/guard.js';
import { type Lock } from '../database/lock.js';
import { type StorageSerializer } from '../encryption/storage-serializer.js';
import { type SqliteDatabase } from './open-sqlite.js';
import { whenNotBusy } from './when-not-busy.js';

/** LangGraph's checkpointer, with its turn on the connection that all parts of the storage share. It counts bytes, too. */
export class SqliteCheckpointer extends SqliteSaver {
  readonly #database: SqliteDatabase;
  readonly #lock: Lock;

  constructor(database: SqliteDatabase, lock: Lock, serializer: StorageSerializer) {
    // The package of libsql stands in for better-sqlite3, and has its methods.
    super(database as unknown as ConstructorParameters<typeof SqliteSaver>[0], serializer);
    this.#database = database;
    this.#lock = lock;
    this.setup();
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.#hold(() => super.getTuple(config));
  }

  override async *list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    yield* listCheckpoints((page) => this.#hold(() => toArray(super.list(config, page))), options);
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    return this.#hold(async () => {
      const saved = await super.put(config, checkpoint, metadata);
      const { thread_id, checkpoint_ns, checkpoint_id } = saved.configurable ?? {};
      this.#count(
        `SELECT LENGTH(checkpoint) + LENGTH(metadata) FROM checkpoints
         WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?`,
        [thread_id, checkpoint_ns, checkpoint_id],
      );
      return saved;
    });
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    await this.#hold(async () => {
      await super.putWrites(config, writes, taskId);
      const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
      this.#count(
        `SELECT COALESCE(SUM(LENGTH(value)), 0) FROM writes
         WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? AND task_id = ?`,
        [thread_id, checkpoint_ns, checkpoint_id, taskId],
      );
    });
  }

  override async deleteThread(threadId: string): Promise<void> {
    await this.#hold(async () => {
      await super.deleteThread(threadId);
      this.#database.prepare('UPDATE threads SET checkpoint_bytes = 0 WHERE id = ?').run(threadId);
    });
  }

  /** Adds bytes to a thread. @param sum a query for them, whose first parameter is the thread */
  #count(sum: string, parameters: readonly unknown[]): void {
    this.#database
      .prepare(`UPDATE threads SET checkpoint_bytes = checkpoint_bytes + COALESCE((${sum}), 0) WHERE id = ?`)
      .run([...parameters, parameters[0]]);
  }

  #hold<Result>(work: () => Promise<Result>): Promise<Result> {
    return guard(() => this.#lock.hold(() => whenNotBusy(work)));
  }
}

async function toArray<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const list = [];
  for await (const entry of entries) list.push(entry);
  return list;
}
