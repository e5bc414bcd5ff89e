import { type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { Kysely, sql } from 'kysely';
import { type StorageTopic } from '../../contract/agent-storage.js';
import { guard } from '../database/guard.js';
import { Lock } from '../database/lock.js';
import { type StorageDatabase, type StorageTransaction } from '../database/storage-database.js';
import { type Tables } from '../database/tables.js';
import { TopicListeners } from '../database/topic-listeners.js';
import { StorageSerializer } from '../encryption/storage-serializer.js';
import { type TextCipher } from '../encryption/text-cipher.js';
import { LibsqlDialect } from './libsql-dialect.js';
import { openSqlite, type SqliteDatabase } from './open-sqlite.js';
import { SqliteCheckpointer } from './sqlite-checkpointer.js';

/**
 * Keeps everything in one file of SQLite, or in memory. Several processes may use one file.
 *
 * The library works in the thread of its caller. Most commands take well below a millisecond.
 */
export class SqliteStorageDatabase implements StorageDatabase {
  readonly locksRows = false;
  readonly checkpointer: BaseCheckpointSaver;
  readonly #database: SqliteDatabase;
  readonly #lock = new Lock();
  readonly #queries: Kysely<Tables>;
  readonly #listeners = new TopicListeners();

  private constructor(database: SqliteDatabase, cipher: TextCipher | undefined) {
    this.#database = database;
    this.#queries = new Kysely<Tables>({ dialect: new LibsqlDialect(database, this.#lock) });
    this.checkpointer = new SqliteCheckpointer(database, this.#lock, new StorageSerializer(cipher));
  }

  /** @throws StorageOpenError for a file that cannot be used */
  static async open(path: string, cipher: TextCipher | undefined): Promise<SqliteStorageDatabase> {
    return new SqliteStorageDatabase(await openSqlite(path, cipher), cipher);
  }

  read<Result>(work: (queries: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return guard(() => work(this.#queries));
  }

  async transact<Result>(work: (transaction: StorageTransaction) => Promise<Result>): Promise<Result> {
    const topics: StorageTopic[] = [];
    const result = await guard(() =>
      this.#queries.transaction().execute((queries) => work({ queries, announce: (topic) => void topics.push(topic) })),
    );
    for (const topic of topics) this.#listeners.tell(topic);
    return result;
  }

  async copyCheckpoints(queries: Kysely<Tables>, threadId: string, newThreadId: string): Promise<void> {
    await sql`INSERT INTO checkpoints SELECT ${newThreadId}, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type,
      checkpoint, metadata FROM checkpoints WHERE thread_id = ${threadId}`.execute(queries);
    await sql`INSERT INTO writes SELECT ${newThreadId}, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value
      FROM writes WHERE thread_id = ${threadId}`.execute(queries);
  }

  async deleteCheckpoints(queries: Kysely<Tables>, threadId: string, ids: readonly string[]): Promise<void> {
    const list = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
    for (const table of [sql`checkpoints`, sql`writes`]) {
      await sql`DELETE FROM ${table} WHERE thread_id = ${threadId} AND checkpoint_id IN ${list}`.execute(queries);
    }
    await sql`UPDATE threads SET checkpoint_bytes =
      COALESCE((SELECT SUM(LENGTH(checkpoint) + LENGTH(metadata)) FROM checkpoints WHERE thread_id = ${threadId}), 0) +
      COALESCE((SELECT SUM(LENGTH(value)) FROM writes WHERE thread_id = ${threadId}), 0)
      WHERE id = ${threadId}`.execute(queries);
  }

  /** Empties the write-ahead log, in which deleted text stands until then. A busy file is left for the next time. */
  async overwriteDeleted(): Promise<void> {
    await guard(() => this.#lock.hold(async () => this.#emptyLog()));
  }

  listen(topic: StorageTopic, listener: () => void): () => void {
    return this.#listeners.listen(topic, listener);
  }

  async close(): Promise<void> {
    await this.#lock.hold(async () => {
      if (!this.#database.open) return;
      try {
        // The file alone is whole then.
        this.#emptyLog();
      } finally {
        this.#database.close();
      }
    });
  }

  #emptyLog(): void {
    this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  }
}
