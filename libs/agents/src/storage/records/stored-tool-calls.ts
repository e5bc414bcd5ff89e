import { type ToolCallStorage } from '../../contract/agent-storage.js';
import { type ToolCallRecord } from '../../contract/tool-call-record.js';
import { StoredThreadMissingError } from '../../errors/stored-thread-missing-error.js';
import { countBytes } from './stored-bytes.js';
import { type StorageContext } from './storage-context.js';

/** Keeps calls of tools that act on the world in a database. */
export class StoredToolCalls implements ToolCallStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  /** Writes a call down before it runs. @throws StoredThreadMissingError for a thread that was deleted */
  async begin(call: Pick<ToolCallRecord, 'key' | 'threadId' | 'runId' | 'tool'>): Promise<ToolCallRecord | undefined> {
    const { database, codec } = this.#context;
    const { key, threadId, runId, tool } = call;
    return database.transact(async ({ queries }) => {
      const { numInsertedOrUpdatedRows } = await queries
        .insertInto('tool_calls')
        .values({ thread_id: threadId, key, run_id: runId, tool, status: 'started', result: null })
        .onConflict((conflict) => conflict.columns(['thread_id', 'key']).doNothing())
        .executeTakeFirst();
      if (Number(numInsertedOrUpdatedRows) > 0) {
        await queries
          .updateTable('runs')
          .set((run) => ({ bytes: run('bytes', '+', countBytes(key, tool)) }))
          .where('id', '=', runId)
          .execute();
        return undefined;
      }
      const row = await queries
        .selectFrom('tool_calls')
        .selectAll()
        .where('thread_id', '=', threadId)
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      return {
        key,
        threadId,
        runId: row.run_id,
        tool: row.tool,
        status: row.status,
        result: codec.readOptional(row.result) as string | null,
      };
    });
  }

  /** Saves the result of a call. @throws StoredThreadMissingError for a thread that was deleted */
  async finish(threadId: string, key: string, result: string): Promise<void> {
    const { database, codec } = this.#context;
    const text = codec.write(result);
    await database.transact(async ({ queries }) => {
      const row = await queries
        .updateTable('tool_calls')
        .set({ status: 'done', result: text })
        .where('thread_id', '=', threadId)
        .where('key', '=', key)
        .returning('run_id')
        .executeTakeFirst();
      if (!row) throw new StoredThreadMissingError();
      await queries
        .updateTable('runs')
        .set((run) => ({ bytes: run('bytes', '+', Buffer.byteLength(text)) }))
        .where('id', '=', row.run_id)
        .execute();
    });
  }
}
