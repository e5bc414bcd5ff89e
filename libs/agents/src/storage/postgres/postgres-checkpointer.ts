import { type RunnableConfig } from '@langchain/core/runnables';
import {
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type pg from 'pg';
import { listCheckpoints } from '../database/filtered-checkpoints.js';
import { guard, retry } from '../database/guard.js';
import { type StorageSerializer } from '../encryption/storage-serializer.js';
import { type PostgresSource } from './postgres-source.js';

/** The field in which metadata is stored when it is encrypted. */
const encryptedField = 'aes';

/** LangGraph's checkpointer. It counts bytes, and encrypts the metadata, too. */
export class PostgresCheckpointer extends PostgresSaver {
  readonly #source: PostgresSource;
  readonly #schema: string;
  readonly #isEncrypted: boolean;

  constructor(source: PostgresSource, schema: string, serializer: StorageSerializer, isEncrypted: boolean) {
    super(source.pool as unknown as pg.Pool, serializer, { schema });
    this.#source = source;
    this.#schema = schema;
    this.#isEncrypted = isEncrypted;
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    return guard(() => super.getTuple(config));
  }

  override async *list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    yield* listCheckpoints((page) => super.list(config, page), guard, options);
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    return guard(async () => {
      const saved = await retry(() => super.put(config, checkpoint, metadata, newVersions));
      const { thread_id, checkpoint_ns, checkpoint_id } = saved.configurable ?? {};
      await this.#count(
        `SELECT OCTET_LENGTH(checkpoint::text) + OCTET_LENGTH(metadata::text) FROM "${this.#schema}".checkpoints
         WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id = $3`,
        `SELECT SUM(OCTET_LENGTH(b.blob)) FROM "${this.#schema}".checkpoint_blobs b
         JOIN jsonb_each_text($4::jsonb) v ON b.channel = v.key AND b.version = v.value
         WHERE b.thread_id = $1 AND b.checkpoint_ns = $2`,
        [thread_id, checkpoint_ns, checkpoint_id, JSON.stringify(newVersions)],
      );
      return saved;
    });
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    await guard(async () => {
      await retry(() => super.putWrites(config, writes, taskId));
      const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
      await this.#count(
        `SELECT SUM(OCTET_LENGTH(blob)) FROM "${this.#schema}".checkpoint_writes
         WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id = $3 AND task_id = $4`,
        'SELECT 0',
        [thread_id, checkpoint_ns, checkpoint_id, taskId],
      );
    });
  }

  override async deleteThread(threadId: string): Promise<void> {
    await guard(async () => {
      await super.deleteThread(threadId);
      await this.#source.pool.query(`UPDATE "${this.#schema}".threads SET checkpoint_bytes = 0 WHERE id = $1`, [
        threadId,
      ]);
    });
  }

  protected override async _dumpMetadata(metadata: CheckpointMetadata): Promise<unknown> {
    if (this.#isEncrypted) {
      const [type, bytes] = await this.serde.dumpsTyped(metadata);
      return { [encryptedField]: [type, Buffer.from(bytes).toString('utf8')] };
    }
    // PostgreSQL's JSON holds no null character.
    return JSON.parse(JSON.stringify(await super._dumpMetadata(metadata)), (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('\0', '') : value,
    ) as unknown;
  }

  protected override async _loadMetadata(metadata: Record<string, unknown>): Promise<unknown> {
    const encrypted = metadata[encryptedField];
    if (!Array.isArray(encrypted)) return super._loadMetadata(metadata);
    const [type, text] = encrypted as [string, string];
    return this.serde.loadsTyped(type, text);
  }

  /** Adds bytes to a thread. @param parameters the first one is the thread */
  async #count(first: string, second: string, parameters: unknown[]): Promise<void> {
    await this.#source.pool.query(
      `UPDATE "${this.#schema}".threads
       SET checkpoint_bytes = checkpoint_bytes + COALESCE((${first}), 0) + COALESCE((${second}), 0) WHERE id = $1`,
      parameters,
    );
  }
}
