import { type RunEventStorage } from '../../contract/agent-storage.js';
import { type NewRunEvent, type RunEvent } from '../../contract/run.js';
import { RunEventsFullError } from '../../errors/run-events-full-error.js';
import { StoredThreadMissingError } from '../../errors/stored-thread-missing-error.js';
import { type StorageContext } from './storage-context.js';

/** The most rows of one command: each has four parameters, and SQLite and PostgreSQL bound their number. */
const batchSize = 1000;

/** Keeps the events of runs in a database. */
export class StoredRunEvents implements RunEventStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  /**
   * Adds events at the end.
   *
   * @throws StoredThreadMissingError for a run that was deleted
   * @throws RunEventsFullError for more events than a run may have
   */
  async append(runId: string, events: readonly NewRunEvent[]): Promise<number> {
    const { database, codec, limits } = this.#context;
    const rows = events.map(({ event, data }) => ({ run_id: runId, event, data: codec.write(data) }));
    const bytes = rows.reduce((sum, { event, data }) => sum + Buffer.byteLength(event) + Buffer.byteLength(data), 0);
    return database.transact(async ({ queries, announce }) => {
      // The change locks the run: two writers get different ids.
      const run = await queries
        .updateTable('runs')
        .set((row) => ({ last_event: row('last_event', '+', rows.length), bytes: row('bytes', '+', bytes) }))
        .where('id', '=', runId)
        .returning('last_event')
        .executeTakeFirst();
      if (!run) throw new StoredThreadMissingError();
      if (run.last_event > limits.eventsPerRun) throw new RunEventsFullError(limits.eventsPerRun);
      const first = run.last_event - rows.length + 1;
      for (let start = 0; start < rows.length; start += batchSize) {
        const batch = rows.slice(start, start + batchSize);
        await queries
          .insertInto('run_events')
          .values(batch.map((row, index) => ({ ...row, id: first + start + index })))
          .execute();
      }
      announce(`run-events:${runId}`);
      return run.last_event;
    });
  }

  async readAfter(runId: string, id: number, limit: number): Promise<readonly RunEvent[]> {
    const { database, codec } = this.#context;
    const rows = await database.read((queries) =>
      queries
        .selectFrom('run_events')
        .select(['id', 'event', 'data'])
        .where('run_id', '=', runId)
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
    return rows.map(({ data, ...event }) => ({ ...event, data: codec.read(data) }));
  }
}
