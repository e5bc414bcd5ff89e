import { type Selectable } from 'kysely';
import { type ApprovalStorage } from '../../contract/agent-storage.js';
import { type ApprovalRecord } from '../../contract/approval.js';
import { type JsonObject } from '../../contract/json.js';
import { type Page } from '../../contract/page.js';
import { type Tables } from '../database/tables.js';
import { countBytes } from './stored-bytes.js';
import { type StorageContext } from './storage-context.js';

/** Keeps calls that wait for a person in a database. */
export class StoredApprovals implements ApprovalStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async create(record: ApprovalRecord): Promise<void> {
    const { database, codec } = this.#context;
    const texts = { request: codec.write(record.request), decision: codec.writeOptional(record.decision) };
    await database.transact(async ({ queries }) => {
      const { numInsertedOrUpdatedRows } = await queries
        .insertInto('approvals')
        .values({
          owner: record.owner,
          id: record.id,
          thread_id: record.threadId,
          run_id: record.runId,
          agent: record.agent,
          ...texts,
          status: record.status,
          created_at: record.createdAt.getTime(),
          expires_at: record.expiresAt?.getTime() ?? null,
        })
        .onConflict((conflict) => conflict.columns(['owner', 'id']).doNothing())
        .executeTakeFirst();
      if (Number(numInsertedOrUpdatedRows) === 0) return;
      await queries
        .updateTable('runs')
        .set((run) => ({ bytes: run('bytes', '+', countBytes(...Object.values(texts))) }))
        .where('id', '=', record.runId)
        .execute();
    });
  }

  async find(owner: string, id: string): Promise<ApprovalRecord | undefined> {
    const row = await this.#context.database.read((queries) =>
      queries.selectFrom('approvals').selectAll().where('owner', '=', owner).where('id', '=', id).executeTakeFirst(),
    );
    return row && this.#toRecord(row);
  }

  /** Lists calls, from the oldest. */
  async search(
    { owner, status, threadId, agent }: Parameters<ApprovalStorage['search']>[0],
    { limit, offset }: Page,
  ): Promise<readonly ApprovalRecord[]> {
    const rows = await this.#context.database.read((queries) =>
      queries
        .selectFrom('approvals')
        .selectAll()
        .where('owner', '=', owner)
        .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'pending'))
        .$if(threadId !== undefined, (query) => query.where('thread_id', '=', threadId ?? ''))
        .$if(agent !== undefined, (query) => query.where('agent', '=', agent ?? ''))
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .offset(offset)
        .execute(),
    );
    return rows.map((row) => this.#toRecord(row));
  }

  async settle(owner: string, id: string, status: 'decided' | 'expired', decision: JsonObject): Promise<boolean> {
    const { database, codec } = this.#context;
    const { numUpdatedRows } = await database.read((queries) =>
      queries
        .updateTable('approvals')
        .set({ status, decision: codec.write(decision) })
        .where('owner', '=', owner)
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  async listExpired(now: Date, limit: number): Promise<readonly ApprovalRecord[]> {
    const rows = await this.#context.database.read((queries) =>
      queries
        .selectFrom('approvals')
        .selectAll()
        .where('status', '=', 'pending')
        .where('expires_at', '<=', now.getTime())
        .orderBy('expires_at')
        .limit(limit)
        .execute(),
    );
    return rows.map((row) => this.#toRecord(row));
  }

  #toRecord(row: Selectable<Tables['approvals']>): ApprovalRecord {
    const { codec } = this.#context;
    return {
      id: row.id,
      owner: row.owner,
      threadId: row.thread_id,
      runId: row.run_id,
      agent: row.agent,
      request: codec.read(row.request),
      status: row.status,
      decision: row.decision === null ? null : codec.readObject(row.decision),
      createdAt: new Date(row.created_at),
      expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    };
  }
}
