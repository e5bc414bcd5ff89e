import { type Kysely, type Selectable } from 'kysely';
import { type ThreadStorage } from '../../contract/agent-storage.js';
import { type Page, type Sorting } from '../../contract/page.js';
import { type ThreadFilter, type ThreadRecord } from '../../contract/thread.js';
import { type StorageTransaction } from '../database/storage-database.js';
import { type Tables } from '../database/tables.js';
import { containsJson } from '../json-filter.js';
import { countMatches, findPage } from './find-page.js';
import { assertRoom, countBytes } from './stored-bytes.js';
import { type StorageContext } from './storage-context.js';

type ThreadRow = Selectable<Tables['threads']>;
type ThreadSorting = Sorting<'id' | 'status' | 'createdAt' | 'updatedAt' | 'stateUpdatedAt'>;

const sortColumns = {
  id: 'id',
  status: 'status',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  stateUpdatedAt: 'state_updated_at',
} as const;

/** Keeps threads in a database. */
export class StoredThreads implements ThreadStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async create(record: ThreadRecord): Promise<boolean> {
    const row = this.#toRow(record);
    return this.#context.database.transact(async ({ queries }) => {
      await assertRoom(queries, record.owner, row.bytes, this.#context.limits);
      return this.#insert(queries, row);
    });
  }

  async find(owner: string, id: string): Promise<ThreadRecord | undefined> {
    const row = await this.#context.database.read((queries) => selectThread(queries, owner, id).executeTakeFirst());
    return row && this.#toRecord(row);
  }

  async update(
    owner: string,
    id: string,
    change: Partial<Omit<ThreadRecord, 'id' | 'owner' | 'createdAt'>>,
  ): Promise<ThreadRecord | undefined> {
    const { database } = this.#context;
    return database.transact(async ({ queries }) => {
      const row = await selectThread(queries, owner, id)
        .$if(database.locksRows, (query) => query.forNoKeyUpdate())
        .executeTakeFirst();
      if (!row) return undefined;
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const changed = {
        ...this.#toRecord(row),
        updatedAt: new Date(this.#context.now()),
        ...given,
      };
      const { id: _id, owner: _owner, checkpoint_bytes: _bytes, ...columns } = this.#toRow(changed);
      await queries.updateTable('threads').set(columns).where('id', '=', id).execute();
      return changed;
    });
  }

  async search(filter: ThreadFilter, page: Page, sorting: ThreadSorting): Promise<readonly ThreadRecord[]> {
    const rows = await findPage(this.#toReader(filter, sorting), this.#toTest(filter), page);
    return rows.map((row) => this.#toRecord(row));
  }

  async count(filter: ThreadFilter): Promise<number> {
    const test = this.#toTest(filter);
    if (test) return countMatches(this.#toReader(filter, { by: 'id', order: 'asc' }), test);
    const { count } = await this.#context.database.read((queries) =>
      whereMatches(queries, filter)
        .select((rows) => rows.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    );
    return Number(count);
  }

  async delete(owner: string, id: string): Promise<boolean> {
    const { database } = this.#context;
    const isDeleted = await database.transact((transaction) => deleteThread(transaction, owner, id));
    if (isDeleted) await database.overwriteDeleted();
    return isDeleted;
  }

  async copy(owner: string, id: string, newId: string): Promise<ThreadRecord | undefined> {
    const { database, limits, now } = this.#context;
    return database.transact(async ({ queries }) => {
      const source = await selectThread(queries, owner, id)
        .$if(database.locksRows, (query) => query.forNoKeyUpdate())
        .executeTakeFirst();
      if (!source) return undefined;
      await assertRoom(queries, owner, source.bytes + source.checkpoint_bytes, limits);
      const time = now();
      const row: ThreadRow = {
        ...source,
        id: newId,
        // The copy has no runs.
        status: source.status === 'busy' ? 'idle' : source.status,
        created_at: time,
        updated_at: time,
        state_updated_at: time,
      };
      if (!(await this.#insert(queries, row))) return undefined;
      await database.copyCheckpoints(queries, id, newId);
      return this.#toRecord(row);
    });
  }

  async deleteCheckpoints(owner: string, id: string, checkpointIds: readonly string[]): Promise<boolean> {
    const { database } = this.#context;
    const isFound = await database.transact(async ({ queries }) => {
      const row = await selectThread(queries, owner, id).executeTakeFirst();
      if (row) await database.deleteCheckpoints(queries, id, checkpointIds);
      return row !== undefined;
    });
    if (isFound) await database.overwriteDeleted();
    return isFound;
  }

  async #insert(queries: Kysely<Tables>, row: ThreadRow): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await queries
      .insertInto('threads')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    return Number(numInsertedOrUpdatedRows) > 0;
  }

  #toReader(filter: ThreadFilter, { by, order }: ThreadSorting) {
    const column = sortColumns[by];
    const operator = order === 'asc' ? '>' : '<';
    return (last: ThreadRow | undefined, limit: number, offset: number): Promise<readonly ThreadRow[]> =>
      this.#context.database.read((queries) =>
        whereMatches(queries, filter)
          .selectAll()
          .$if(last !== undefined, (query) =>
            query.where((row) =>
              row.or([
                row(column, operator, last?.[column] ?? ''),
                row.and([row(column, '=', last?.[column] ?? ''), row('id', operator, last?.id ?? '')]),
              ]),
            ),
          )
          .orderBy(column, order)
          .orderBy('id', order)
          .limit(limit)
          .offset(offset)
          .execute(),
      );
  }

  /** Undefined when the database itself can decide. */
  #toTest({ metadata, values }: ThreadFilter): ((row: ThreadRow) => boolean) | undefined {
    const { codec } = this.#context;
    if (!hasFields(metadata) && !hasFields(values)) return undefined;
    return (row) =>
      (!hasFields(metadata) || containsJson(codec.read(row.metadata), metadata)) &&
      (!hasFields(values) || (row.state_values !== null && containsJson(codec.read(row.state_values), values)));
  }

  #toRow(record: ThreadRecord): ThreadRow {
    const { codec } = this.#context;
    const texts = {
      metadata: codec.write(record.metadata),
      config: codec.write(record.config),
      state_values: codec.writeOptional(record.values),
      interrupts: codec.write(record.interrupts),
      error: codec.writeOptional(record.error),
    };
    return {
      id: record.id,
      owner: record.owner,
      status: record.status,
      ...texts,
      created_at: record.createdAt.getTime(),
      updated_at: record.updatedAt.getTime(),
      state_updated_at: record.stateUpdatedAt.getTime(),
      expires_at: record.expiresAt?.getTime() ?? null,
      bytes: countBytes(...Object.values(texts)),
      checkpoint_bytes: 0,
    };
  }

  #toRecord(row: ThreadRow): ThreadRecord {
    const { codec } = this.#context;
    return {
      id: row.id,
      owner: row.owner,
      metadata: codec.readObject(row.metadata),
      config: codec.readObject(row.config),
      status: row.status,
      values: row.state_values === null ? null : codec.readObject(row.state_values),
      interrupts: codec.read(row.interrupts) as unknown as ThreadRecord['interrupts'],
      error: codec.readOptional(row.error) as string | null,
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
      stateUpdatedAt: new Date(row.state_updated_at),
      expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    };
  }
}

/** Deletes a thread with all that belongs to it, and wakes those who wait for its runs. @returns whether it was there */
export async function deleteThread(
  { queries, announce }: StorageTransaction,
  owner: string,
  id: string,
): Promise<boolean> {
  const thread = await selectThread(queries, owner, id).executeTakeFirst();
  if (!thread) return false;
  const runs = await queries
    .selectFrom('runs')
    .select('id')
    .where('thread_id', '=', id)
    .where('status', 'in', ['pending', 'running'])
    .execute();
  // Everything else is deleted with it, by foreign keys.
  const { numDeletedRows } = await queries.deleteFrom('threads').where('id', '=', id).executeTakeFirst();
  for (const run of runs) {
    announce(`run-cancel:${run.id}`);
    announce(`run-events:${run.id}`);
  }
  return numDeletedRows > 0n;
}

function selectThread(queries: Kysely<Tables>, owner: string, id: string) {
  return queries.selectFrom('threads').selectAll().where('id', '=', id).where('owner', '=', owner);
}

function whereMatches(queries: Kysely<Tables>, { owner, ids, status }: ThreadFilter) {
  return queries
    .selectFrom('threads')
    .where('owner', '=', owner)
    .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? []), '']))
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'idle'));
}

function hasFields<Fields extends object>(fields: Fields | undefined): fields is Fields {
  return fields !== undefined && Object.keys(fields).length > 0;
}
