import { type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type StorageTopic } from '../../contract/agent-storage.js';
import { StorageOpenError } from '../../errors/storage-open-error.js';
import { guard, retry } from '../database/guard.js';
import { type StorageDatabase, type StorageTransaction } from '../database/storage-database.js';
import { checkpointTables, type Tables } from '../database/tables.js';
import { StorageSerializer } from '../encryption/storage-serializer.js';
import { type TextCipher } from '../encryption/text-cipher.js';
import { preparePostgres } from './open-postgres.js';
import { PostgresCheckpointer } from './postgres-checkpointer.js';
import { PostgresNews } from './postgres-news.js';
import { type PostgresSource } from './postgres-source.js';

/** Keeps everything in one schema of a PostgreSQL database. Several processes may share it. */
export class PostgresStorageDatabase implements StorageDatabase {
  readonly locksRows = true;
  readonly checkpointer: BaseCheckpointSaver;
  readonly #schema: string;
  readonly #pool: PostgresSource['pool'];
  readonly #queries: Kysely<Tables>;
  readonly #news: PostgresNews;

  private constructor(source: PostgresSource, schema: string, cipher: TextCipher | undefined) {
    this.#schema = schema;
    this.#pool = source.pool;
    this.#queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: source.pool }) }).withSchema(schema);
    this.#news = new PostgresNews(source, `${schema}_news`);
    this.checkpointer = new PostgresCheckpointer(source, schema, new StorageSerializer(cipher), cipher !== undefined);
  }

  /**
   * @param schema lower-case letters, digits and underscores, at most 40. It is made if it is not there
   * @throws StorageOpenError for a database that cannot be used
   */
  static async open(
    source: PostgresSource,
    schema: string,
    cipher: TextCipher | undefined,
  ): Promise<PostgresStorageDatabase> {
    if (!/^[a-z_][a-z\d_]{0,39}$/.test(schema)) {
      throw new StorageOpenError(
        source.place,
        'the name of its schema may have lower-case letters, digits and underscores, at most 40',
      );
    }
    const database = new PostgresStorageDatabase(source, schema, cipher);
    try {
      await preparePostgres(source, schema, cipher);
      await database.#news.start();
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  read<Result>(work: (queries: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return guard(() => work(this.#queries));
  }

  async transact<Result>(work: (transaction: StorageTransaction) => Promise<Result>): Promise<Result> {
    const topics = new Set<StorageTopic>();
    const result = await guard(() =>
      retry(async () => {
        topics.clear();
        return this.#queries.transaction().execute(async (queries) => {
          const done = await work({ queries, announce: (topic) => void topics.add(topic) });
          for (const topic of topics) await this.#news.announce(queries, topic);
          return done;
        });
      }),
    );
    for (const topic of topics) this.#news.tell(topic);
    return result;
  }

  async copyCheckpoints(queries: Kysely<Tables>, threadId: string, newThreadId: string): Promise<void> {
    await sql`INSERT INTO ${this.#table('checkpoints')}
      (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
      SELECT ${newThreadId}, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata
      FROM ${this.#table('checkpoints')} WHERE thread_id = ${threadId}`.execute(queries);
    await sql`INSERT INTO ${this.#table('checkpoint_blobs')} (thread_id, checkpoint_ns, channel, version, type, blob)
      SELECT ${newThreadId}, checkpoint_ns, channel, version, type, blob
      FROM ${this.#table('checkpoint_blobs')} WHERE thread_id = ${threadId}`.execute(queries);
    await sql`INSERT INTO ${this.#table('checkpoint_writes')}
      (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob)
      SELECT ${newThreadId}, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob
      FROM ${this.#table('checkpoint_writes')} WHERE thread_id = ${threadId}`.execute(queries);
  }

  async deleteCheckpoints(queries: Kysely<Tables>, threadId: string, ids: readonly string[]): Promise<void> {
    const [checkpoints, writes, blobs] = checkpointTables.postgres.map((table) => this.#table(table));
    for (const table of [checkpoints, writes]) {
      await sql`DELETE FROM ${table} WHERE thread_id = ${threadId} AND checkpoint_id = ANY(${[...ids]})`.execute(
        queries,
      );
    }
    // A value of a channel may belong to several checkpoints.
    await sql`DELETE FROM ${blobs} b WHERE b.thread_id = ${threadId} AND NOT EXISTS (
      SELECT 1 FROM ${checkpoints} c WHERE c.thread_id = b.thread_id AND c.checkpoint_ns = b.checkpoint_ns
      AND c.checkpoint -> 'channel_versions' ->> b.channel = b.version)`.execute(queries);
    await sql`UPDATE ${this.#table('threads')} SET checkpoint_bytes =
      COALESCE((SELECT SUM(OCTET_LENGTH(checkpoint::text) + OCTET_LENGTH(metadata::text)) FROM ${checkpoints}
        WHERE thread_id = ${threadId}), 0) +
      COALESCE((SELECT SUM(OCTET_LENGTH(blob)) FROM ${writes} WHERE thread_id = ${threadId}), 0) +
      COALESCE((SELECT SUM(OCTET_LENGTH(blob)) FROM ${blobs} WHERE thread_id = ${threadId}), 0)
      WHERE id = ${threadId}`.execute(queries);
  }

  async overwriteDeleted(): Promise<void> {
    // PostgreSQL's own cleaning does it.
  }

  listen(topic: StorageTopic, listener: () => void): () => void {
    return this.#news.listen(topic, listener);
  }

  async close(): Promise<void> {
    await this.#news.close();
    // Kysely ends a pool only if it has used it.
    await this.#pool.end();
  }

  #table(name: string) {
    return sql.id(this.#schema, name);
  }
}
