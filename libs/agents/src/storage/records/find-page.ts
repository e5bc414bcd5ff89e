import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Page } from '../../contract/page.js';

/** The rows that are read at a time while a filter looks at them. */
const batchSize = 200;

/**
 * Finds the rows of a page, where a filter in this process decides.
 *
 * @param readBatch reads rows behind one, in their order. @param matches undefined: each row matches
 */
export async function findPage<Row>(
  readBatch: (last: Row | undefined, limit: number, offset: number) => Promise<readonly Row[]>,
  matches: ((row: Row) => boolean) | undefined,
  { limit, offset }: Page,
): Promise<readonly Row[]> {
  if (!matches) return readBatch(undefined, limit, offset);
  const found: Row[] = [];
  let last: Row | undefined;
  let skipped = 0;
  while (found.length < limit) {
    const batch: readonly Row[] = await readBatch(last, batchSize, 0);
    for (const row of batch) {
      if (!matches(row)) continue;
      if (skipped < offset) skipped += 1;
      else if (found.length < limit) found.push(row);
    }
    if (batch.length < batchSize) break;
    last = batch.at(-1);
    // SQLite works in this thread: others get their turn.
    await nextTurn();
  }
  return found;
}

/** Counts the rows that a filter in this process matches. */
export async function countMatches<Row>(
  readBatch: (last: Row | undefined, limit: number, offset: number) => Promise<readonly Row[]>,
  matches: (row: Row) => boolean,
): Promise<number> {
  let count = 0;
  await findPage(readBatch, (row) => matches(row) && (count += 1) < 0, { limit: 1, offset: 0 });
  return count;
}
