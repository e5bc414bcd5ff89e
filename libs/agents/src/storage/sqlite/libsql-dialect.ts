import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type Lock } from '../database/lock.js';
import { type SqliteDatabase } from './open-sqlite.js';
import { beginWriting, undoWriting, writeAlone } from './write-alone.js';

/** A prepared command. */
interface Statement {
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { readonly changes: number };
}

/** The most prepared commands that are kept. */
const maximumStatements = 256;

/**
 * Lets Kysely use libsql. Kysely's own dialect for SQLite begins transactions without the right to write, so that two processes
 * can block each other, and it does not share its lock with LangGraph's checkpointer, which uses the same connection.
 */
export class LibsqlDialect implements Dialect {
  readonly #database: SqliteDatabase;
  readonly #lock: Lock;

  constructor(database: SqliteDatabase, lock: Lock) {
    this.#database = database;
    this.#lock = lock;
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createDriver(): Driver {
    return new LibsqlDriver(this.#database, this.#lock);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createIntrospector(queries: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(queries);
  }
}

class LibsqlDriver implements Driver {
  readonly #database: SqliteDatabase;
  readonly #lock: Lock;
  readonly #connection: LibsqlConnection;
  #release: (() => void) | undefined;

  constructor(database: SqliteDatabase, lock: Lock) {
    this.#database = database;
    this.#lock = lock;
    this.#connection = new LibsqlConnection(database);
  }

  async init(): Promise<void> {
    // The database is open.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#release = await this.#lock.acquire();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release?.();
  }

  async beginTransaction(): Promise<void> {
    await beginWriting(this.#database);
  }

  async commitTransaction(): Promise<void> {
    this.#database.exec('COMMIT');
  }

  async rollbackTransaction(): Promise<void> {
    undoWriting(this.#database);
  }

  async destroy(): Promise<void> {
    this.#database.close();
  }
}

class LibsqlConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, Statement>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const isRead = /^\s*select\b/i.test(sql);
    if (isRead || this.#database.inTransaction) return this.#execute(sql, parameters);
    return writeAlone(this.#database, async () => this.#execute<Row>(sql, parameters));
  }

  #execute<Row>(sql: string, parameters: readonly unknown[]): QueryResult<Row> {
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
  }

  // eslint-disable-next-line require-yield -- Kysely wants a generator.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Queries are not streamed from SQLite: read them in pages.');
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= maximumStatements) this.#statements.clear();
    const statement = this.#database.prepare(sql) as unknown as Statement;
    this.#statements.set(sql, statement);
    return statement;
  }
}
