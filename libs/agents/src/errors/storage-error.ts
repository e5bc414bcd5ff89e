import { AgentsError } from './agents-error.js';

/** Advice for operators, by the code of SQLite, of PostgreSQL or of the network. */
const advice: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full: make space',
  SQLITE_BUSY: 'another process has locked the file for too long: look for a backup or a shell that is open',
  SQLITE_READONLY: 'the file cannot be written: check its rights and its disk',
  SQLITE_IOERR: 'the disk failed: check it',
  SQLITE_CORRUPT: 'the file is damaged: stop the server, then move the file away or put a copy in its place',
  SQLITE_NOTADB: 'the file is no database: stop the server, then move it away or put a copy in its place',
  ECONNREFUSED: 'no database answers: start it, or check its address',
  ECONNRESET: 'the database closed the connection: check whether it runs',
  '53100': 'the disk of the database is full: make space',
  '53300': 'the database has too many connections: raise its bound, or start fewer servers',
  '57P01': 'the database was stopped: start it',
};

/**
 * Thrown when stored data cannot be read or written.
 *
 * Its message is for callers, and says nothing about the database. `logged` is for operators, and holds no text of users.
 */
export class StorageError extends AgentsError {
  static override readonly code = 'AGENT_STORAGE_FAILED';
  readonly code = StorageError.code;
  /** The line for the log: the code of the database, and what to do. */
  readonly logged: string;

  constructor(cause: unknown) {
    super('The storage of agents fails now. Try again soon.', { cause });
    const { code, name } = Object(cause) as { readonly code?: unknown; readonly name?: unknown };
    const reason = typeof code === 'string' ? code : String(name);
    // Extended codes, such as SQLITE_IOERR_WRITE, begin with the plain ones.
    const known = Object.keys(advice).find((plain) => reason.startsWith(plain));
    this.logged = `the storage of agents failed: ${reason}${known ? `, ${advice[known]}` : ''}`;
  }
}
