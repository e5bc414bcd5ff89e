import { type CheckpointListOptions, type CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { type JsonObject } from '../../contract/json.js';
import { containsJson } from '../json-filter.js';

/** The most checkpoints that are in memory at a time. */
const pageSize = 50;

/**
 * Lists checkpoints page by page, and filters them here: an encrypted database cannot, and the savers differ in how they do.
 *
 * @param read reads checkpoints from the newest, without a filter
 * @param hold holds the database while a page is read
 */
export async function* listCheckpoints(
  read: (options: CheckpointListOptions) => AsyncIterable<CheckpointTuple>,
  hold: <Result>(work: () => Promise<Result>) => Promise<Result>,
  { filter, limit = Infinity, before }: CheckpointListOptions = {},
): AsyncGenerator<CheckpointTuple> {
  let remaining = limit;
  let last = before;
  while (remaining > 0) {
    const size = filter ? pageSize : Math.min(pageSize, remaining);
    const options = { limit: size, ...(last && { before: last }) };
    const page = await hold(() => toArray(read(options)));
    for (const tuple of page) {
      if (filter && !containsJson((tuple.metadata ?? {}) as unknown as JsonObject, filter as JsonObject)) continue;
      yield tuple;
      remaining -= 1;
      if (remaining <= 0) return;
    }
    last = page.at(-1)?.config;
    if (page.length < size) return;
  }
}

async function toArray<Entry>(entries: AsyncIterable<Entry>): Promise<readonly Entry[]> {
  const list = [];
  for await (const entry of entries) list.push(entry);
  return list;
}
