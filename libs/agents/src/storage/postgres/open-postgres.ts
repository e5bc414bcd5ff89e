import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { type PostgresPoolClient } from 'kysely';
import { describeFileError } from '@leeward/moderation';
import type pg from 'pg';
import { AgentsError } from '../../errors/agents-error.js';
import { StorageOpenError } from '../../errors/storage-open-error.js';
import { migrate } from '../database/migrate.js';
import { type TextCipher } from '../encryption/text-cipher.js';
import { type PostgresSource } from './postgres-source.js';

/** The name of the lock during migrations: any number that no other program uses. */
const migrationLock = '5494720358841573201';

/** The longest time to wait for another process that migrates. */
const lockTimeout = '60s';

/**
 * Makes the tables, or brings them to the version of this program, while no other process does.
 *
 * @throws StorageOpenError for a database that cannot be used
 */
export async function preparePostgres(
  source: PostgresSource,
  schema: string,
  cipher: TextCipher | undefined,
): Promise<void> {
  let client: PostgresPoolClient | undefined;
  try {
    client = await source.pool.connect();
    await client.query(`SET lock_timeout = '${lockTimeout}'`, []);
    await client.query(`SELECT pg_advisory_lock(${migrationLock})`, []);
    try {
      await setUpCheckpoints(client, schema);
      await migratePostgres(client, source.place, schema, cipher);
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${migrationLock})`, []);
      await client.query('RESET lock_timeout', []);
    }
  } catch (error) {
    throw AgentsError.isInstance(error) ? error : new StorageOpenError(source.place, describeProblem(error), error);
  } finally {
    client?.release();
  }
}

/** The problem and the remedy for each code at the start. */
const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at this address. Start the database, or correct the URL',
  ENOTFOUND: 'there is no such host. Correct the URL',
  ETIMEDOUT: 'it does not answer. Check the network, or correct the URL',
  '28P01': 'it refuses the password. Correct the URL',
  '28000': 'it refuses the user. Correct the URL',
  '3D000': 'there is no such database. Create it, or correct the URL',
  '42501': 'the user may not create tables. Grant it the right CREATE on the database',
  '55P03': 'another process migrates it for too long. Look for a server that hangs while it starts',
  '53300': 'it has too many connections. Raise its bound, or start fewer servers',
};

function describeProblem(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  const known = typeof code === 'string' ? problems[code] : undefined;
  return known ? `${known} (${code as string})` : describeFileError(error);
}

/** Lets LangGraph's checkpointer make its tables by the connection that holds the lock. */
async function setUpCheckpoints(client: PostgresPoolClient, schema: string): Promise<void> {
  const connection = {
    query: (command: string, parameters: unknown[] = []) => client.query(command, parameters),
    release: () => undefined,
  };
  const pool = { connect: async () => connection } as unknown as pg.Pool;
  await new PostgresSaver(pool, undefined, { schema }).setup();
}

async function migratePostgres(
  client: PostgresPoolClient,
  place: string,
  schema: string,
  cipher: TextCipher | undefined,
): Promise<void> {
  const query = async (command: string, parameters: unknown[] = []) => client.query<Row>(command, parameters);
  await query('BEGIN');
  try {
    await query(`SET LOCAL search_path TO "${schema}"`);
    await migrate(
      {
        place,
        words: {
          counter: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
          // Otherwise the order of texts is that of the database's language.
          text: 'TEXT COLLATE "C"',
          checkpointTables,
        },
        execute: async (command) => void (await query(command)),
        readSetting: async (name) =>
          (await query('SELECT value FROM storage_settings WHERE name = $1', [name])).rows[0]?.value,
        writeSetting: async (name, value) => {
          await query(
            'INSERT INTO storage_settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value',
            [name, value],
          );
        },
      },
      cipher,
    );
    await query('COMMIT');
  } catch (error) {
    await query('ROLLBACK');
    throw error;
  }
}

interface Row {
  readonly value: string;
}

// Rows of threads that are not there would block the constraint. They can only come from other programs.
const checkpointTables = ['checkpoints', 'checkpoint_writes', 'checkpoint_blobs'].flatMap((table) => [
  `DELETE FROM ${table} WHERE thread_id NOT IN (SELECT id FROM threads)`,
  `ALTER TABLE ${table} ADD CONSTRAINT ${table}_of_thread
     FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE`,
]);
