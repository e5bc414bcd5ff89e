import { ApiError } from './api-error.js';

/** Advice for operators, by the code of SQLite or of the file system. */
const advice: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full: make space',
  SQLITE_BUSY: 'another process has locked the file for too long: look for a backup or a shell that is open',
  SQLITE_READONLY: 'the file cannot be written: check its rights and its disk',
  SQLITE_IOERR: 'the disk failed: check it',
  SQLITE_CORRUPT: 'the file is damaged: stop the server, then move the file away or put a copy in its place',
  SQLITE_NOTADB: 'the file is no database: stop the server, then move it away or put a copy in its place',
};

/**
 * Thrown when stored responses and conversations cannot be read or written.
 *
 * Its message is for callers, and says nothing about the file. `logged` is for operators, and holds no text of users.
 */
export class StorageError extends ApiError {
  static override readonly code = 'STORAGE_FAILED';
  readonly code = StorageError.code;
  /** The line for the log: the code of SQLite, and what to do. */
  readonly logged: string;
  /** Whether another process has locked the file: the same work may succeed a moment later. */
  readonly isBusy: boolean;

  constructor(cause: unknown) {
    super('The storage of responses and conversations fails now. Try again soon, or send "store": false.', { cause });
    const { code, name } = Object(cause) as { readonly code?: unknown; readonly name?: unknown };
    const reason = typeof code === 'string' ? code : String(name);
    this.isBusy = reason.startsWith('SQLITE_BUSY');
    // Extended codes, such as SQLITE_IOERR_WRITE, begin with the plain ones.
    const known = Object.keys(advice).find((plain) => reason.startsWith(plain));
    this.logged = `the storage failed: ${reason}${known ? `, ${advice[known]}` : ''}`;
  }
}

/** Thrown when the file of the storage cannot be used at the start. The message has the path, the problem and what to do. */
export class StorageFileError extends ApiError {
  static override readonly code = 'STORAGE_FILE_UNUSABLE';
  readonly code = StorageFileError.code;

  constructor(path: string, problem: string, cause?: unknown) {
    super(`The file ${path} cannot be used: ${problem}.`, { cause });
  }
}
