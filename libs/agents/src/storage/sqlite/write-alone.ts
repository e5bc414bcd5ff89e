import { type SqliteDatabase } from './open-sqlite.js';
import { whenNotBusy } from './when-not-busy.js';

/**
 * Does work in a transaction that begins with the right to write.
 *
 * No other command may meet a busy file: libsql 0.5 does not reset a statement that failed so. The connection then holds its lock for
 * ever, and every later COMMIT fails with "SQL statements in progress".
 */
export async function writeAlone<Result>(database: SqliteDatabase, work: () => Promise<Result>): Promise<Result> {
  await beginWriting(database);
  try {
    const result = await work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    undoWriting(database);
    throw error;
  }
}

/** Begins a transaction as soon as no other connection writes. */
export async function beginWriting(database: SqliteDatabase): Promise<void> {
  await whenNotBusy(() => void database.exec('BEGIN IMMEDIATE'));
}

/** Undoes a transaction. Some errors, such as a full disk, have undone it already. */
export function undoWriting(database: SqliteDatabase): void {
  if (database.inTransaction) database.exec('ROLLBACK');
}
