import { describeFileError } from '@leeward/moderation';
import Database from 'libsql';
import { AgentsError } from '../../errors/agents-error.js';
import { StorageOpenError } from '../../errors/storage-open-error.js';
import { createPrivateFile } from '../../files/index.js';
import { migrate } from '../database/migrate.js';
import { type TextCipher } from '../encryption/text-cipher.js';
import { whenNotBusy } from './when-not-busy.js';

export type SqliteDatabase = InstanceType<typeof Database>;

/** The name of a database that is kept in memory. */
export const inMemory = ':memory:';

/**
 * Opens the database in a file, or makes it.
 *
 * @throws StorageOpenError for a file that cannot be used
 */
export async function openSqlite(path: string, cipher: TextCipher | undefined): Promise<SqliteDatabase> {
  if (path !== inMemory) createFile(path);
  let database: SqliteDatabase | undefined;
  try {
    const opened = (database = new Database(path));
    // Readers go on while there is a writer.
    await whenNotBusy(() => opened.pragma('journal_mode = WAL'));
    // In this mode a power cut may lose the latest steps, and never damages the file.
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    // Deleted text is overwritten.
    database.pragma('secure_delete = ON');
    await migrateSqlite(database, path, cipher);
    // Damage within the file shows only where it is read.
    const [check] = database.prepare('PRAGMA quick_check(1)').all() as { readonly quick_check: string }[];
    if (check?.quick_check !== 'ok') throw new StorageOpenError(path, problems['SQLITE_CORRUPT'] ?? '');
    return database;
  } catch (error) {
    database?.close();
    throw AgentsError.isInstance(error) ? error : new StorageOpenError(path, describeProblem(error), error);
  }
}

const anotherFile = 'or choose another file';

/** The problem and the remedy for each code of SQLite at the start. */
const problems: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: `it is not a database. Move it away, put a copy in its place, ${anotherFile}`,
  SQLITE_CORRUPT: `it is damaged. Move it away, put a copy in its place, ${anotherFile}`,
  SQLITE_BUSY: `another process has locked it. Stop that process, ${anotherFile}`,
  SQLITE_READONLY: `it cannot be written. Change its rights, ${anotherFile}`,
  SQLITE_CANTOPEN: `it, or a file beside it, cannot be opened. Change its rights, ${anotherFile}`,
  SQLITE_FULL: `the disk is full. Make space, ${anotherFile}`,
};

function describeProblem(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  const known = Object.keys(problems).find((plain) => typeof code === 'string' && code.startsWith(plain));
  return known ? `${problems[known]} (${code as string})` : describeFileError(error);
}

function createFile(path: string): void {
  try {
    createPrivateFile(path);
  } catch (error) {
    const problem = `${describeFileError(error)}. Choose a file in a folder that can be written`;
    throw new StorageOpenError(path, problem, error);
  }
}

async function migrateSqlite(database: SqliteDatabase, path: string, cipher: TextCipher | undefined): Promise<void> {
  await whenNotBusy(() => void database.exec('BEGIN IMMEDIATE'));
  try {
    await migrate(
      {
        place: path,
        words: {
          counter: 'INTEGER PRIMARY KEY AUTOINCREMENT',
          text: 'TEXT',
          checkpointTables: [createCheckpoints, createWrites],
        },
        execute: async (command) => void database.exec(command),
        readSetting: async (name) => {
          const [row] = database.prepare('SELECT value FROM storage_settings WHERE name = ?').all(name) as {
            readonly value: string;
          }[];
          return row?.value;
        },
        writeSetting: async (name, value) => {
          database.prepare('INSERT OR REPLACE INTO storage_settings (name, value) VALUES (?, ?)').run(name, value);
        },
      },
      cipher,
    );
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

// These two tables are those that `SqliteSaver` would make, and are tied to threads besides. SQLite cannot tie a table later.
const createCheckpoints = `CREATE TABLE checkpoints (
  thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
  checkpoint_ns TEXT NOT NULL DEFAULT '',
  checkpoint_id TEXT NOT NULL,
  parent_checkpoint_id TEXT,
  type TEXT,
  checkpoint BLOB,
  metadata BLOB,
  PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
)`;
const createWrites = `CREATE TABLE writes (
  thread_id TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
  checkpoint_ns TEXT NOT NULL DEFAULT '',
  checkpoint_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  idx INTEGER NOT NULL,
  channel TEXT NOT NULL,
  type TEXT,
  value BLOB,
  PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
)`;
