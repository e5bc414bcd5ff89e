import { type Kysely } from 'kysely';
import { type RunRecord, type RunStatus } from '../../contract/run.js';
import { type CancelAction } from '../../contract/run.js';
import { type StorageTransaction } from '../database/storage-database.js';
import { type Tables } from '../database/tables.js';
import { type RunRow, toRunRecord } from './run-row.js';
import { type StorageContext } from './storage-context.js';

/** The queue from which processes take runs. */
export class RunQueue {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async claim(worker: string, leaseUntil: Date): Promise<RunRecord | undefined> {
    const { database, codec } = this.#context;
    const row = await database.transact(async (transaction) => {
      for (;;) {
        const next = await this.#findNext(transaction.queries);
        if (!next || next.attempts < this.#context.limits.attemptsPerRun) {
          return next && this.#take(transaction.queries, next, worker, leaseUntil);
        }
        await this.#giveUp(transaction, next);
      }
    });
    return row && toRunRecord(row, codec);
  }

  async renew(
    worker: string,
    ids: readonly string[],
    leaseUntil: Date,
  ): Promise<ReadonlyMap<string, CancelAction | null>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#context.database.read((queries) =>
      whereUnderWay(queries.updateTable('runs'), worker)
        .set({ lease_until: leaseUntil.getTime() })
        .where('id', 'in', ids)
        .returning(['id', 'cancel_requested'])
        .execute(),
    );
    return new Map(rows.map((row) => [row.id, row.cancel_requested]));
  }

  async release(worker: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#context.database.transact(async ({ queries, announce }) => {
      await whereUnderWay(queries.updateTable('runs'), worker)
        .set({ worker: null, lease_until: 0 })
        .where('id', 'in', ids)
        .execute();
      announce('run-queue');
    });
  }

  async finish(worker: string, id: string, status: RunStatus, endReason: string | null): Promise<boolean> {
    return this.#context.database.transact(async ({ queries, announce }) => {
      const { numUpdatedRows } = await whereUnderWay(queries.updateTable('runs'), worker)
        .set({ status, end_reason: endReason, worker: null, lease_until: null, updated_at: this.#context.now() })
        .where('id', '=', id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      announce(`run-events:${id}`);
      // The next run of its thread may begin.
      announce('run-queue');
      return true;
    });
  }

  /** Finds the oldest run that may begin, and locks it. */
  async #findNext(queries: Kysely<Tables>): Promise<RunRow | undefined> {
    const { database, now } = this.#context;
    const time = now();
    return (
      queries
        .selectFrom('runs')
        .selectAll()
        .where('status', 'in', ['pending', 'running'])
        .where((run) =>
          run.or([
            run.and([run('status', '=', 'running'), run('lease_until', '<=', time)]),
            run.and([
              run('status', '=', 'pending'),
              run('starts_at', '<=', time),
              run.not(
                run.exists(
                  run
                    .selectFrom('runs as other')
                    .select('other.id')
                    .whereRef('other.thread_id', '=', 'runs.thread_id')
                    .where((other) =>
                      other.or([
                        // Also one whose process has ended: it is in the middle of its steps, and goes first.
                        other('other.status', '=', 'running'),
                        other.and([
                          other('other.status', '=', 'pending'),
                          other('other.starts_at', '<=', time),
                          other('other.sequence', '<', other.ref('runs.sequence')),
                        ]),
                      ]),
                    ),
                ),
              ),
            ]),
          ]),
        )
        .orderBy('sequence')
        .limit(1)
        // Other processes look at the next one, in place of waiting.
        .$if(database.locksRows, (query) => query.forUpdate().skipLocked())
        .executeTakeFirst()
    );
  }

  #take(queries: Kysely<Tables>, { id }: RunRow, worker: string, leaseUntil: Date): Promise<RunRow> {
    return queries
      .updateTable('runs')
      .set((run) => ({
        status: 'running' as const,
        worker,
        lease_until: leaseUntil.getTime(),
        attempts: run('attempts', '+', 1),
        updated_at: this.#context.now(),
      }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** Ends a run whose process has ended each time. */
  async #giveUp({ queries, announce }: StorageTransaction, run: RunRow): Promise<void> {
    const { codec, now } = this.#context;
    await queries
      .updateTable('runs')
      .set({ status: 'error', end_reason: 'too_many_attempts', worker: null, lease_until: null, updated_at: now() })
      .where('id', '=', run.id)
      .execute();
    await queries
      .updateTable('threads')
      .set({
        status: 'error',
        error: codec.write(`The run ${run.id} was begun ${run.attempts} times, and its process ended each time.`),
        updated_at: now(),
      })
      .where('id', '=', run.thread_id)
      .execute();
    announce(`run-events:${run.id}`);
  }
}

function whereUnderWay<Query extends { where(column: 'worker' | 'status', operator: '=', value: string): Query }>(
  query: Query,
  worker: string,
): Query {
  return query.where('worker', '=', worker).where('status', '=', 'running');
}
