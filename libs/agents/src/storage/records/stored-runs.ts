import { type Kysely } from 'kysely';
import { type RunAdmission, type RunStorage } from '../../contract/agent-storage.js';
import { type Page } from '../../contract/page.js';
import { type CancelAction, type RunRecord, type RunStatus } from '../../contract/run.js';
import { type StorageTransaction } from '../database/storage-database.js';
import { type Tables } from '../database/tables.js';
import { RunQueue } from './run-queue.js';
import { type RunRow, toRunRecord, toRunRow } from './run-row.js';
import { assertRoom } from './stored-bytes.js';
import { type StorageContext } from './storage-context.js';

/** The action that a strategy takes on the other runs of a thread. */
const strategyActions = {
  reject: undefined,
  enqueue: undefined,
  interrupt: 'interrupt',
  rollback: 'rollback',
} as const;

/** Keeps runs in a database. */
export class StoredRuns extends RunQueue implements RunStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    super(context);
    this.#context = context;
  }

  async create(record: RunRecord): Promise<RunAdmission> {
    const { database, limits, codec, now } = this.#context;
    const row = toRunRow(record, codec);
    return database.transact(async (transaction) => {
      const { queries, announce } = transaction;
      if (!(await this.#lockThread(queries, record.owner, record.threadId))) return { outcome: 'missing' };
      const others = await this.#listOpen(queries, record.threadId);
      if (record.multitaskStrategy === 'reject' && others.length > 0) return { outcome: 'busy' };
      const action = strategyActions[record.multitaskStrategy];
      const ended = action ? others.filter(isWaiting) : [];
      if (await this.#isFull(queries, record, others, ended.length)) return { outcome: 'full' };
      await assertRoom(queries, record.owner, row.bytes, limits);
      if (action) for (const run of others) await this.#end(transaction, run, action);
      await queries.insertInto('runs').values(row).execute();
      await queries
        .updateTable('threads')
        .set({ status: 'busy', updated_at: now() })
        .where('id', '=', record.threadId)
        .execute();
      announce('run-queue');
      return { outcome: 'created' };
    });
  }

  async find(owner: string, threadId: string | undefined, id: string): Promise<RunRecord | undefined> {
    const { database, codec } = this.#context;
    const row = await database.read((queries) => selectRun(queries, owner, threadId, id).executeTakeFirst());
    return row && toRunRecord(row, codec);
  }

  async countWaiting(): Promise<number> {
    const row = await this.#context.database.read((queries) =>
      queries
        .selectFrom('runs')
        .select(({ fn }) => fn.countAll().as('waiting'))
        .where('status', '=', 'pending')
        .executeTakeFirstOrThrow(),
    );
    return Number(row.waiting);
  }

  async list(
    owner: string,
    threadId: string,
    { status }: { readonly status?: RunStatus | undefined },
    { limit, offset }: Page,
  ): Promise<readonly RunRecord[]> {
    const { database, codec } = this.#context;
    const rows = await database.read((queries) =>
      queries
        .selectFrom('runs')
        .selectAll()
        .where('owner', '=', owner)
        .where('thread_id', '=', threadId)
        .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'pending'))
        .orderBy('sequence', 'desc')
        .limit(limit)
        .offset(offset)
        .execute(),
    );
    return rows.map((row) => toRunRecord(row, codec));
  }

  async requestCancel(
    owner: string,
    threadId: string,
    id: string,
    action: CancelAction,
  ): Promise<RunRecord | undefined> {
    const { database, codec } = this.#context;
    return database.transact(async (transaction) => {
      const { queries } = transaction;
      if (!(await this.#lockThread(queries, owner, threadId))) return undefined;
      const row = await selectRun(queries, owner, threadId, id)
        .$if(database.locksRows, (query) => query.forUpdate())
        .executeTakeFirst();
      if (!row) return undefined;
      if (row.status !== 'pending' && row.status !== 'running') return toRunRecord(row, codec);
      const changed = await this.#end(transaction, row, action);
      if (changed.status !== 'running') await this.#settleThread(queries, threadId);
      return toRunRecord(changed, codec);
    });
  }

  async delete(owner: string, threadId: string, id: string): Promise<boolean> {
    const { database } = this.#context;
    const isDeleted = await database.transact(async ({ queries, announce }) => {
      const { numDeletedRows } = await queries
        .deleteFrom('runs')
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('thread_id', '=', threadId)
        .where('status', 'not in', ['pending', 'running'])
        .executeTakeFirst();
      announce(`run-events:${id}`);
      return numDeletedRows > 0n;
    });
    if (isDeleted) await database.overwriteDeleted();
    return isDeleted;
  }

  /** Ends a run that waits, and asks one under way to end. @returns its new state, even if it is deleted */
  async #end({ queries, announce }: StorageTransaction, run: RunRow, action: CancelAction): Promise<RunRow> {
    announce(`run-cancel:${run.id}`);
    if (!isWaiting(run)) {
      // To undo the steps asks for more than to end.
      const requested = run.cancel_requested === 'rollback' ? 'rollback' : action;
      await queries.updateTable('runs').set({ cancel_requested: requested }).where('id', '=', run.id).execute();
      return { ...run, cancel_requested: requested };
    }
    announce(`run-events:${run.id}`);
    announce('run-queue');
    const change = {
      status: 'interrupted',
      cancel_requested: action,
      end_reason: 'cancelled',
      updated_at: this.#context.now(),
    } as const;
    if (action === 'rollback') await queries.deleteFrom('runs').where('id', '=', run.id).execute();
    else await queries.updateTable('runs').set(change).where('id', '=', run.id).execute();
    return { ...run, ...change };
  }

  /** Locks a thread, so that its runs change one after another. @returns whether it is there */
  async #lockThread(queries: Kysely<Tables>, owner: string, id: string): Promise<boolean> {
    const row = await queries
      .selectFrom('threads')
      .select('id')
      .where('id', '=', id)
      .where('owner', '=', owner)
      .$if(this.#context.database.locksRows, (query) => query.forNoKeyUpdate())
      .executeTakeFirst();
    return row !== undefined;
  }

  #listOpen(queries: Kysely<Tables>, threadId: string): Promise<RunRow[]> {
    return queries
      .selectFrom('runs')
      .selectAll()
      .where('thread_id', '=', threadId)
      .where('status', 'in', ['pending', 'running'])
      .orderBy('sequence')
      .$if(this.#context.database.locksRows, (query) => query.forUpdate())
      .execute();
  }

  async #isFull(queries: Kysely<Tables>, { owner }: RunRecord, others: readonly RunRow[], ended: number) {
    const { waitingRunsPerThread, waitingRunsPerOwner } = this.#context.limits;
    const waiting = others.filter(isWaiting).length - ended;
    if (waiting >= waitingRunsPerThread) return true;
    const { count } = await queries
      .selectFrom('runs')
      .select((rows) => rows.fn.countAll<number>().as('count'))
      .where('owner', '=', owner)
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow();
    return Number(count) - ended >= waitingRunsPerOwner;
  }

  /** Gives a thread the status that it has without runs, once none is left. */
  async #settleThread(queries: Kysely<Tables>, id: string): Promise<void> {
    const { codec, now } = this.#context;
    if ((await this.#listOpen(queries, id)).length > 0) return;
    const thread = await queries
      .selectFrom('threads')
      .select(['status', 'interrupts', 'error'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (thread?.status !== 'busy') return;
    const waits = Object.keys(codec.readObject(thread.interrupts)).length > 0;
    const status = thread.error !== null ? 'error' : waits ? 'interrupted' : 'idle';
    await queries.updateTable('threads').set({ status, updated_at: now() }).where('id', '=', id).execute();
  }
}

/** Checks whether a run has not begun, so that nothing must be ended or undone. */
function isWaiting({ status }: RunRow): boolean {
  return status === 'pending';
}

function selectRun(queries: Kysely<Tables>, owner: string, threadId: string | undefined, id: string) {
  return queries
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', id)
    .where('owner', '=', owner)
    .$if(threadId !== undefined, (query) => query.where('thread_id', '=', threadId ?? ''));
}
