import { type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** A connection on which a database tells news. */
export interface PostgresListener {
  query(command: string): Promise<unknown>;
  on(event: 'notification', listener: (message: { readonly payload?: string | undefined }) => void): unknown;
  on(event: 'error' | 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** Opens connections to a PostgreSQL database. */
export interface PostgresSource {
  /** Host and name of the database, for errors: no password. */
  readonly place: string;
  /** A pool of `pg`, or one with its methods. */
  readonly pool: PostgresPool & { query(command: string, parameters?: unknown[]): Promise<{ rows: unknown[] }> };
  connectListener(): Promise<PostgresListener>;
}

export type { PostgresPoolClient };

/** The type of 64-bit numbers. Ours are times and sizes, which JavaScript's numbers hold. */
const bigintType = 20;

/** Milliseconds to wait for a connection, and for a command. */
const connectionTimeout = 10_000;
const commandTimeout = 60_000;

/** The most connections of one process, besides the one that listens. */
const maximumConnections = 10;

/**
 * Connects to PostgreSQL by its URL.
 *
 * @param url such as `postgres://user:password@host:5432/database`
 */
export function toPostgresSource(url: string): PostgresSource {
  const options: pg.ClientConfig = {
    connectionString: url,
    application_name: 'leeward-agents',
    connectionTimeoutMillis: connectionTimeout,
    statement_timeout: commandTimeout,
    keepAlive: true,
    types: {
      getTypeParser: ((type: number, format: 'text' | 'binary') =>
        type === bigintType ? Number : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser,
    },
  };
  const pool = new pg.Pool({ ...options, max: maximumConnections });
  // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    place: describePlace(url),
    pool: pool as unknown as PostgresSource['pool'],
    async connectListener() {
      const client = new pg.Client(options);
      await client.connect();
      return client as unknown as PostgresListener;
    },
  };
}

function describePlace(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `postgres://${hostname}${port && `:${port}`}${pathname}`;
  } catch {
    return 'postgres (its URL cannot be read)';
  }
}
