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
import { writeAlone } from './write-alone.js';

/** LangGraph's checkpointer, with its turn on the connection that all parts of the storage share. It counts bytes, too. */
export class SqliteCheckpointer extends SqliteSaver {
  readonly #database: SqliteDatabase;
  readonly #lock: Lock;

  constructor(database: SqliteDatabase, lock: Lock, serializer: StorageSerializer) {
    // The package of libsql stands in for better-sqlite3, and has its methods.
    super(withOuterTransactions(database) as unknown as ConstructorParameters<typeof SqliteSaver>[0], serializer);
    this.#database = database;
    this.#lock = lock;
    this.setup();
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return this.#hold(() => super.getTuple(config));
  }

  override async *list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    yield* listCheckpoints(
      (page) => super.list(config, page),
      (work) => this.#hold(work),
      options,
    );
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
  ): Promise<RunnableConfig> {
    return this.#write(async () => {
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
    await this.#write(async () => {
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
    await this.#write(async () => {
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
    return guard(() => this.#lock.hold(work));
  }

  #write<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#hold(() => writeAlone(this.#database, work));
  }
}

/** Gives the saver a connection on which its own transactions are part of the one that is under way. */
function withOuterTransactions(
  database: SqliteDatabase,
): Pick<SqliteDatabase, 'prepare' | 'exec' | 'pragma' | 'transaction'> {
  return {
    prepare: (command: string) => database.prepare(command),
    exec: (command: string) => database.exec(command),
    pragma: (command: string, options?: object) => database.pragma(command, options) as unknown,
    transaction: (work: (...args: unknown[]) => unknown) => work,
  } as unknown as ReturnType<typeof withOuterTransactions>;
}
