import { PGlite } from '@electric-sql/pglite';
import { Lock } from '../database/lock.js';
import { type PostgresListener, type PostgresSource } from '../postgres/postgres-source.js';

type NotificationListener = (message: { readonly payload?: string | undefined }) => void;

/** Starts a PostgreSQL that runs inside this process, for tests without a server. */
export async function startPglite(): Promise<PGlite> {
  // 64-bit numbers as numbers, as `toPostgresSource` has them.
  return PGlite.create({ parsers: { 20: Number } });
}

/** Gives it the methods of a pool of `pg`. It has one connection, so connections are lent one after another. */
export function toPgliteSource(database: PGlite): PostgresSource {
  const lock = new Lock();
  const query = async (command: string, parameters: unknown[] = []) => {
    const { rows, affectedRows } = await database.query(command, parameters);
    return { command: /\w+/.exec(command)?.[0].toUpperCase(), rowCount: affectedRows ?? rows.length, rows };
  };
  const pool = {
    async connect() {
      const release = await lock.acquire();
      return { query, release };
    },
    query: (command: string, parameters?: unknown[]) => lock.hold(() => query(command, parameters)),
    end: async () => undefined,
  };
  return {
    place: 'pglite',
    pool: pool as unknown as PostgresSource['pool'],
    connectListener: async () => new PgliteListener(database),
  };
}

class PgliteListener implements PostgresListener {
  readonly #database: PGlite;
  readonly #listeners: NotificationListener[] = [];
  #stop: (() => Promise<void>) | undefined;

  constructor(database: PGlite) {
    this.#database = database;
  }

  /** @param command `LISTEN "channel"` */
  async query(command: string): Promise<void> {
    const channel = command.split(' ')[1] ?? '';
    this.#stop = await this.#database.listen(channel, (payload) => {
      for (const listener of this.#listeners) listener({ payload });
    });
  }

  on(event: 'notification' | 'error' | 'end', listener: NotificationListener): void {
    if (event === 'notification') this.#listeners.push(listener);
  }

  async end(): Promise<void> {
    await this.#stop?.();
  }
}
