import { type Kysely, type Selectable } from 'kysely';
import { type AssistantStorage } from '../../contract/agent-storage.js';
import { type AssistantFilter, type AssistantRecord } from '../../contract/assistant.js';
import { type Page, type Sorting } from '../../contract/page.js';
import { type Tables } from '../database/tables.js';
import { containsJson } from '../json-filter.js';
import { countMatches, findPage } from './find-page.js';
import { assertRoom, countBytes } from './stored-bytes.js';
import { type StorageContext } from './storage-context.js';

type AssistantRow = Selectable<Tables['assistants']>;
type VersionRow = Selectable<Tables['assistant_versions']>;
type AssistantSorting = Sorting<'id' | 'graphId' | 'name' | 'createdAt' | 'updatedAt'>;
type AssistantChange = Parameters<AssistantStorage['update']>[2];

const sortColumns = {
  id: 'id',
  graphId: 'graph_id',
  name: 'name',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const;

/** Keeps assistants and their versions in a database. */
export class StoredAssistants implements AssistantStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async create(record: AssistantRecord): Promise<boolean> {
    const { database, limits } = this.#context;
    const row = this.#toRow(record);
    return database.transact(async ({ queries }) => {
      if (record.owner !== null) await assertRoom(queries, record.owner, row.bytes, limits);
      const { numInsertedOrUpdatedRows } = await queries
        .insertInto('assistants')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      if (Number(numInsertedOrUpdatedRows) === 0) return false;
      await queries.insertInto('assistant_versions').values(toVersion(row)).execute();
      return true;
    });
  }

  async find(owner: string, id: string): Promise<AssistantRecord | undefined> {
    const row = await this.#context.database.read((queries) => selectVisible(queries, owner, id).executeTakeFirst());
    return row && this.#toRecord(row);
  }

  async update(owner: string, id: string, change: AssistantChange): Promise<AssistantRecord | undefined> {
    const { database, limits, now } = this.#context;
    return database.transact(async ({ queries }) => {
      const row = await this.#lockOwned(queries, owner, id);
      if (!row) return undefined;
      const latest = await queries
        .selectFrom('assistant_versions')
        .select((versions) => versions.fn.max('version').as('version'))
        .where('assistant_id', '=', id)
        .executeTakeFirst();
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const time = new Date(now());
      const changed = this.#toRow({
        ...this.#toRecord(row),
        ...given,
        version: Number(latest?.version ?? row.version) + 1,
        updatedAt: time,
      });
      await assertRoom(queries, owner, changed.bytes, limits);
      await queries
        .insertInto('assistant_versions')
        .values({ ...toVersion(changed), created_at: time.getTime() })
        .execute();
      return this.#save(queries, { ...changed, bytes: row.bytes + changed.bytes });
    });
  }

  async setLatest(owner: string, id: string, version: number): Promise<AssistantRecord | undefined> {
    const { database, now } = this.#context;
    return database.transact(async ({ queries }) => {
      const row = await this.#lockOwned(queries, owner, id);
      const earlier =
        row &&
        (await queries
          .selectFrom('assistant_versions')
          .selectAll()
          .where('assistant_id', '=', id)
          .where('version', '=', version)
          .executeTakeFirst());
      if (!row || !earlier) return undefined;
      const { assistant_id: _id, created_at: _time, ...columns } = earlier;
      return this.#save(queries, { ...row, ...columns, updated_at: now() });
    });
  }

  async listVersions(owner: string, id: string, { limit, offset }: Page): Promise<readonly AssistantRecord[]> {
    return this.#context.database.read(async (queries) => {
      const row = await selectVisible(queries, owner, id).executeTakeFirst();
      if (!row) return [];
      const versions = await queries
        .selectFrom('assistant_versions')
        .selectAll()
        .where('assistant_id', '=', id)
        .orderBy('version', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      return versions.map((version) => this.#toRecord({ ...row, ...version, updated_at: version.created_at }));
    });
  }

  async search(filter: AssistantFilter, page: Page, sorting: AssistantSorting): Promise<readonly AssistantRecord[]> {
    const rows = await findPage(this.#toReader(filter, sorting), this.#toTest(filter), page);
    return rows.map((row) => this.#toRecord(row));
  }

  async count(filter: AssistantFilter): Promise<number> {
    return countMatches(this.#toReader(filter, { by: 'id', order: 'asc' }), this.#toTest(filter) ?? (() => true));
  }

  async delete(owner: string, id: string): Promise<boolean> {
    const { database } = this.#context;
    const { numDeletedRows } = await database.read((queries) =>
      queries.deleteFrom('assistants').where('id', '=', id).where('owner', '=', owner).executeTakeFirst(),
    );
    if (numDeletedRows > 0n) await database.overwriteDeleted();
    return numDeletedRows > 0n;
  }

  #lockOwned(queries: Kysely<Tables>, owner: string, id: string): Promise<AssistantRow | undefined> {
    return queries
      .selectFrom('assistants')
      .selectAll()
      .where('id', '=', id)
      .where('owner', '=', owner)
      .$if(this.#context.database.locksRows, (query) => query.forUpdate())
      .executeTakeFirst();
  }

  async #save(queries: Kysely<Tables>, { id, ...columns }: AssistantRow): Promise<AssistantRecord> {
    await queries.updateTable('assistants').set(columns).where('id', '=', id).execute();
    return this.#toRecord({ id, ...columns });
  }

  #toReader(filter: AssistantFilter, { by, order }: AssistantSorting) {
    const column = sortColumns[by];
    const operator = order === 'asc' ? '>' : '<';
    return (last: AssistantRow | undefined, limit: number, offset: number): Promise<readonly AssistantRow[]> =>
      this.#context.database.read((queries) =>
        queries
          .selectFrom('assistants')
          .selectAll()
          .where((row) => row.or([row('owner', '=', filter.owner), row('owner', 'is', null)]))
          .$if(filter.graphId !== undefined, (query) => query.where('graph_id', '=', filter.graphId ?? ''))
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
  #toTest({ name, metadata }: AssistantFilter): ((row: AssistantRow) => boolean) | undefined {
    if (!name && metadata === undefined) return undefined;
    const wanted = name?.toLowerCase() ?? '';
    return (row) =>
      row.name.toLowerCase().includes(wanted) &&
      (metadata === undefined || containsJson(this.#context.codec.read(row.metadata), metadata));
  }

  #toRow(record: AssistantRecord): AssistantRow {
    const { codec } = this.#context;
    const texts = {
      // PostgreSQL's texts hold no null character.
      name: record.name.replaceAll('\0', ''),
      description: codec.writeOptional(record.description),
      config: codec.write(record.config),
      context: codec.write(record.context),
      metadata: codec.write(record.metadata),
    };
    return {
      id: record.id,
      owner: record.owner,
      graph_id: record.graphId,
      ...texts,
      version: record.version,
      created_at: record.createdAt.getTime(),
      updated_at: record.updatedAt.getTime(),
      bytes: countBytes(...Object.values(texts)),
    };
  }

  #toRecord(row: AssistantRow): AssistantRecord {
    const { codec } = this.#context;
    return {
      id: row.id,
      owner: row.owner,
      graphId: row.graph_id,
      name: row.name,
      description: codec.readOptional(row.description) as string | null,
      config: codec.readObject(row.config),
      context: codec.readObject(row.context),
      metadata: codec.readObject(row.metadata),
      version: row.version,
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    };
  }
}

function toVersion({ id, owner: _owner, updated_at: _time, bytes: _bytes, ...columns }: AssistantRow): VersionRow {
  return { assistant_id: id, ...columns };
}

/** Selects an assistant that an owner may use: its own, or one that comes with an agent. */
function selectVisible(queries: Kysely<Tables>, owner: string, id: string) {
  return queries
    .selectFrom('assistants')
    .selectAll()
    .where('id', '=', id)
    .where((row) => row.or([row('owner', '=', owner), row('owner', 'is', null)]));
}
