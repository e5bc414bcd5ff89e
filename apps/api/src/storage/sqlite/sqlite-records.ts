import { setTimeout as wait } from 'node:timers/promises';
import {
  type HistoryLimits,
  type ItemPage,
  type PageRequest,
  type StoredHistory,
  type StoredItem,
} from '../contract/stored-item.js';
import { type StorageLimits } from '../contract/storage.js';
import { StorageError } from '../../errors/storage-error.js';
import { type SqliteDatabase } from './open-database.js';

/** Milliseconds for which work is tried again while another process has locked the file. */
const lockPatience = 1000;

/** Milliseconds between two tries. They differ by chance, so that processes do not meet again and again. */
const lockPause = () => 5 + Math.random() * 20;

/** A value that a command takes. */
type SqlValue = string | number | null;

/** A prepared command. */
interface Statement {
  all(...values: readonly SqlValue[]): unknown[];
  run(...values: readonly SqlValue[]): { readonly changes: number };
}

/** The kinds of records. */
export type RecordKind = 'response' | 'conversation';

/** The lists of items that a record can have. */
export type ItemPart = 'input' | 'output' | 'conversation';

/** A row of the table of records. */
export interface RecordRow {
  readonly id: string;
  readonly owner: string;
  readonly status: string | null;
  readonly lease_until: number | null;
  readonly previous_id: string | null;
  readonly body: string;
}

/** A row of the table of items. */
interface ItemRow {
  readonly id: string;
  readonly position: number;
  readonly bytes: number;
  readonly body: string;
}

/** The fields of a new record. */
export interface NewRecord {
  readonly id: string;
  readonly owner: string;
  readonly kind: RecordKind;
  readonly body: string;
  readonly status?: string | undefined;
  readonly leaseUntil?: number | undefined;
  readonly previousId?: string | undefined;
  readonly events?: string | undefined;
}

/** Reads and writes the rows that all kinds of records have. Each method throws a `StorageError` when the database fails. */
export class SqliteRecords {
  readonly #database: SqliteDatabase;
  readonly #limits: StorageLimits;
  /** By their text. The program has a fixed number of texts. */
  readonly #statements = new Map<string, Statement>();
  readonly #now: () => number;

  constructor(database: SqliteDatabase, limits: StorageLimits, now: () => number) {
    this.#database = database;
    this.#limits = limits;
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  /** Runs a query. */
  all<Row>(query: string, ...values: readonly SqlValue[]): Row[] {
    return guard(() => this.#prepare(query).all(...values) as Row[]);
  }

  /** Runs a command. @returns the number of rows that it changed */
  run(command: string, ...values: readonly SqlValue[]): number {
    return guard(() => this.#prepare(command).run(...values).changes);
  }

  /**
   * Does some work, again and again while another process has locked the file. Between two tries other requests go on.
   *
   * @param work one command, a transaction, or steps that may be done twice
   */
  async attempt<Result>(work: () => Result): Promise<Result> {
    for (const end = performance.now() + lockPatience; ; await wait(lockPause())) {
      try {
        return work();
      } catch (error) {
        if (!StorageError.isInstance(error) || !error.isBusy || performance.now() >= end) throw error;
      }
    }
  }

  /** Runs several commands, all or none of them, as `attempt`. */
  transact<Result>(work: () => Result): Promise<Result> {
    return this.attempt(() => guard(() => this.#database.transaction(work).immediate() as Result));
  }

  insert({ id, owner, kind, body, status, leaseUntil, previousId, events }: NewRecord): void {
    this.run(
      'INSERT INTO records (id, owner, kind, used_at, bytes, status, lease_until, previous_id, body, events) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      owner,
      kind,
      this.now,
      countBytes(body, events),
      status ?? null,
      leaseUntil ?? null,
      previousId ?? null,
      body,
      events ?? null,
    );
  }

  /** Finds a record whose time is not over. */
  find(owner: string, id: string, kind: RecordKind): RecordRow | undefined {
    const [row] = this.all<RecordRow>(
      'SELECT id, owner, status, lease_until, previous_id, body FROM records WHERE id = ? AND owner = ? AND kind = ? AND used_at > ?',
      id,
      owner,
      kind,
      this.oldestUse,
    );
    return row;
  }

  async delete(owner: string, id: string, kind: RecordKind): Promise<boolean> {
    const command = 'DELETE FROM records WHERE id = ? AND owner = ? AND kind = ? AND used_at > ?';
    const deleted = await this.attempt(() => this.run(command, id, owner, kind, this.oldestUse));
    if (deleted > 0) this.emptyLog();
    return deleted > 0;
  }

  /** Adds items behind those of a record. */
  addItems({ id, owner }: Pick<RecordRow, 'id' | 'owner'>, part: ItemPart, items: readonly StoredItem[]): void {
    const [last] = this.all<{ readonly position: number }>(
      'SELECT position FROM items WHERE record_id = ? ORDER BY position DESC LIMIT 1',
      id,
    );
    const start = (last?.position ?? 0) + 1;
    let bytes = 0;
    for (const [index, item] of items.entries()) {
      const body = JSON.stringify(item);
      const size = countBytes(body);
      bytes += size;
      this.run(
        'INSERT INTO items (record_id, position, owner, id, part, bytes, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        start + index,
        owner,
        item.id,
        part,
        size,
        body,
      );
    }
    if (bytes > 0) this.run('UPDATE records SET bytes = bytes + ? WHERE id = ?', bytes, id);
  }

  /** Lists items of a record. An entry to begin behind that is not there gives an empty list. */
  listItems(recordId: string, part: ItemPart, { limit, order, after }: PageRequest): ItemPage {
    const isAscending = order === 'asc';
    const start =
      after === undefined ? (isAscending ? 0 : Number.MAX_SAFE_INTEGER) : this.#findPosition(recordId, after);
    if (start === undefined) return { items: [], hasMore: false };
    const rows = this.all<ItemRow>(
      `SELECT body FROM items WHERE record_id = ? AND part = ? AND position ${isAscending ? '>' : '<'} ?
       ORDER BY position ${isAscending ? 'ASC' : 'DESC'} LIMIT ?`,
      recordId,
      part,
      start,
      limit + 1,
    );
    return { items: rows.slice(0, limit).map(toItem), hasMore: rows.length > limit };
  }

  /** Reads the items of several records, in this order, unless they are too many. */
  readItems(recordIds: readonly string[], { items: maximum, bytes }: HistoryLimits): StoredHistory {
    const ids = JSON.stringify(recordIds);
    const [sum] = this.all<{ readonly items: number; readonly bytes: number | null }>(
      'SELECT COUNT(*) AS items, SUM(bytes) AS bytes FROM items WHERE record_id IN (SELECT value FROM json_each(?))',
      ids,
    );
    if (!sum || sum.items > maximum || (sum.bytes ?? 0) > bytes) return { outcome: 'too-long' };
    const rows = this.all<ItemRow>(
      `SELECT items.body FROM json_each(?) AS record JOIN items ON items.record_id = record.value
       ORDER BY record.key, items.position`,
      ids,
    );
    return { outcome: 'found', items: rows.map(toItem) };
  }

  /** Marks records as used now. */
  touch(recordIds: readonly string[]): void {
    this.run(
      'UPDATE records SET used_at = ? WHERE id IN (SELECT value FROM json_each(?))',
      this.now,
      JSON.stringify(recordIds),
    );
  }

  /** Deletes the records of an owner that were used least recently, as long as it keeps too much. @param kept stay in any case */
  deleteExcess(owner: string, ...kept: readonly string[]): void {
    while (this.#countOwned(owner) > this.#limits.bytesPerOwner) {
      const [oldest] = this.all<{ readonly id: string }>(
        'SELECT id FROM records WHERE owner = ? AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY used_at LIMIT 1',
        owner,
        JSON.stringify(kept),
      );
      if (!oldest) return;
      this.run('DELETE FROM records WHERE id = ?', oldest.id);
    }
  }

  deleteExpired(): void {
    this.run('DELETE FROM records WHERE used_at <= ?', this.oldestUse);
    // In any case: a busy file may have kept the text of an earlier deletion in the log.
    this.emptyLog();
  }

  /** Empties the write-ahead log, in which deleted text stands until then. A busy file is left for the next time. */
  emptyLog(): void {
    this.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Checks whether a record may grow: one alone must not hold more than its owner may keep. */
  hasRoom(id: string, items: readonly StoredItem[]): boolean {
    const [row] = this.all<{ readonly bytes: number }>('SELECT bytes FROM records WHERE id = ?', id);
    return (row?.bytes ?? 0) + countBytes(JSON.stringify(items)) <= this.#limits.bytesPerOwner;
  }

  /** The time of the last use up to which records count as deleted. */
  get oldestUse(): number {
    return this.now - this.#limits.timeToLive;
  }

  #prepare(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare<SqlValue[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #countOwned(owner: string): number {
    return this.all<{ readonly bytes: number }>('SELECT bytes FROM owners WHERE owner = ?', owner)[0]?.bytes ?? 0;
  }

  #findPosition(recordId: string, itemId: string): number | undefined {
    return this.all<ItemRow>('SELECT position FROM items WHERE record_id = ? AND id = ?', recordId, itemId)[0]
      ?.position;
  }
}

/** Reads an item from its row. */
export function toItem({ body }: Pick<ItemRow, 'body'>): StoredItem {
  return parseBody(body) as StoredItem;
}

/** Reads JSON of the database. @throws StorageError for a text that is damaged */
export function parseBody(body: string): object {
  return guard(() => JSON.parse(body) as object);
}

/** Does some work with the database. @throws StorageError in place of any other error */
function guard<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw StorageError.isInstance(error) ? error : new StorageError(error);
  }
}

function countBytes(...texts: readonly (string | undefined)[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}
