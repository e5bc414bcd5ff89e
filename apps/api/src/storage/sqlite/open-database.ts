import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeFileError } from '@leeward/moderation';
import Database from 'libsql';
import { StorageFileError } from '../../errors/storage-error.js';
import { schema, schemaVersion } from './schema.js';

export type SqliteDatabase = InstanceType<typeof Database>;

/** The name of a database that is kept in memory. */
export const inMemory = ':memory:';

/** Milliseconds to wait at the start for another process that writes. The event loop stands still meanwhile. */
const startTimeout = 2000;

/**
 * Opens the database in a file, or makes it.
 *
 * @throws StorageFileError for a file that cannot be used
 */
export function openDatabase(path: string): SqliteDatabase {
  if (path !== inMemory) createPrivateFile(path);
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(path, { timeout: startTimeout });
    database.pragma('journal_mode = WAL');
    // In this mode a power cut may lose the latest turns, and never damages the file.
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    // Deleted text is overwritten.
    database.pragma('secure_delete = ON');
    migrate(database, path);
    // Damage within the file shows only where it is read.
    assertWhole(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof StorageFileError ? error : new StorageFileError(path, describeProblem(error), error);
  }
}

/** The problem and the remedy for each code of SQLite at the start. */
const problems: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'it is not a database. Move it away, put a copy in its place, or set DATA_PATH to another folder',
  SQLITE_CORRUPT: 'it is damaged. Move it away, put a copy in its place, or set DATA_PATH to another folder',
  SQLITE_BUSY: 'another process has locked it. Stop that process, or set DATA_PATH to another folder',
  SQLITE_READONLY: 'it cannot be written. Change its rights, or set DATA_PATH to another folder',
  SQLITE_CANTOPEN: 'it, or a file beside it, cannot be opened. Change its rights, or set DATA_PATH to another folder',
  SQLITE_FULL: 'the disk is full. Make space, or set DATA_PATH to another folder',
};

function describeProblem(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  const known = Object.keys(problems).find((plain) => typeof code === 'string' && code.startsWith(plain));
  return known ? `${problems[known]} (${code as string})` : describeFileError(error);
}

/** Makes a file that only its user can read. The files beside it get its mode. */
function createPrivateFile(path: string): void {
  try {
    makeFolder(dirname(path));
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    const problem = `${describeFileError(error)}. Set DATA_PATH to a folder that can be written, or to "off"`;
    throw new StorageFileError(path, problem, error);
  }
}

/** Makes a folder and those above it. `mkdirSync` never returns from its option `recursive` where a disk takes no folders, as `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

function migrate(database: SqliteDatabase, path: string): void {
  const version = readVersion(database);
  if (version === schemaVersion) return;
  if (version > schemaVersion) {
    throw new StorageFileError(path, 'a newer version of the server made it. Use that version, or another folder');
  }
  database
    .transaction(() => {
      // Another process may have made the tables meanwhile.
      if (readVersion(database) === schemaVersion) return;
      database.exec(schema);
      database.pragma(`user_version = ${schemaVersion}`);
    })
    .immediate();
}

function assertWhole(database: SqliteDatabase, path: string): void {
  const [row] = database.prepare('PRAGMA quick_check(1)').all() as { readonly quick_check: string }[];
  if (row?.quick_check !== 'ok') throw new StorageFileError(path, problems['SQLITE_CORRUPT'] ?? '');
}

function readVersion(database: SqliteDatabase): number {
  const [row] = database.prepare('PRAGMA user_version').all() as { readonly user_version: number }[];
  return row?.user_version ?? 0;
}
