import { setImmediate as nextTurn } from 'node:timers/promises';
import { type StorageContext } from './storage-context.js';
import { deleteThread } from './stored-threads.js';

/** The threads, or the runs, of one transaction. */
const batchSize = 50;

/** Deletes threads whose time is over, unless they run now, and events of runs that ended long ago. */
export async function deleteExpired(context: StorageContext, now: Date): Promise<void> {
  const threads = await repeat(() => deleteThreads(context, now.getTime()));
  const runs = await repeat(() => deleteEvents(context, now.getTime() - context.limits.eventTimeToLive));
  if (threads + runs > 0) await context.database.overwriteDeleted();
}

/** Repeats work until it did less than a batch. @returns how much it did */
async function repeat(work: () => Promise<number>): Promise<number> {
  for (let sum = 0; ;) {
    const done = await work();
    sum += done;
    if (done < batchSize) return sum;
    await nextTurn();
  }
}

function deleteThreads({ database }: StorageContext, time: number): Promise<number> {
  return database.transact(async (transaction) => {
    const threads = await transaction.queries
      .selectFrom('threads')
      .select(['id', 'owner'])
      .where('expires_at', '<=', time)
      .where((thread) =>
        thread.not(
          thread.exists(
            thread
              .selectFrom('runs')
              .select('runs.id')
              .whereRef('runs.thread_id', '=', 'threads.id')
              .where('runs.status', '=', 'running')
              .where('runs.lease_until', '>', time),
          ),
        ),
      )
      .limit(batchSize)
      .$if(database.locksRows, (query) => query.forUpdate().skipLocked())
      .execute();
    for (const { owner, id } of threads) await deleteThread(transaction, owner, id);
    return threads.length;
  });
}

function deleteEvents({ database }: StorageContext, time: number): Promise<number> {
  return database.transact(async ({ queries }) => {
    const runs = await queries
      .selectFrom('runs')
      .select('id')
      .where('last_event', '>', 0)
      .where('updated_at', '<=', time)
      .where('status', 'not in', ['pending', 'running'])
      .where((run) =>
        run.exists(run.selectFrom('run_events').select('run_events.id').whereRef('run_events.run_id', '=', 'runs.id')),
      )
      .limit(batchSize)
      .execute();
    if (runs.length === 0) return 0;
    await queries
      .deleteFrom('run_events')
      .where(
        'run_id',
        'in',
        runs.map(({ id }) => id),
      )
      .execute();
    return runs.length;
  });
}
