import {
  type ConversationStorage,
  type ResponseStorage,
  type Storage,
  type StorageLimits,
} from '../contract/storage.js';
import { inMemory, openDatabase, type SqliteDatabase } from './open-database.js';
import { SqliteConversations } from './sqlite-conversations.js';
import { SqliteRecords } from './sqlite-records.js';
import { SqliteResponses } from './sqlite-responses.js';

/** Milliseconds between two deletions of records whose time is over. */
const deletionInterval = 10 * 60_000;

/** Options for opening a storage. */
export interface SqliteStorageOptions {
  /** The file, which is made if it is not there. Default: the storage is in memory. */
  readonly path?: string | undefined;
  readonly limits: StorageLimits;
  /** Gives the time, in milliseconds since 1970. Default: the clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Keeps everything in one file of SQLite, or in memory. Several processes may use one file.
 *
 * The library works in the thread of its caller. Each command takes well below a millisecond, except for long histories.
 */
export class SqliteStorage implements Storage {
  readonly responses: ResponseStorage;
  readonly conversations: ConversationStorage;
  readonly #database: SqliteDatabase;
  readonly #records: SqliteRecords;
  readonly #timer: NodeJS.Timeout;

  /** @throws an error that says why the file cannot be used */
  constructor({ path = inMemory, limits, now = Date.now }: SqliteStorageOptions) {
    this.#database = openDatabase(path);
    this.#records = new SqliteRecords(this.#database, limits, now);
    this.responses = new SqliteResponses(this.#records);
    this.conversations = new SqliteConversations(this.#records);
    this.#records.deleteExpired();
    // From now on nothing waits in this thread: `SqliteRecords.attempt` does, and lets other requests go on.
    this.#database.pragma('busy_timeout = 0');
    // A failure shows at the next request that needs the storage.
    this.#timer = setInterval(() => void this.deleteExpired().catch(() => undefined), deletionInterval).unref();
  }

  async deleteExpired(): Promise<void> {
    await this.#records.attempt(() => this.#records.deleteExpired());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      // The file then holds everything, and can be copied alone.
      this.#records.emptyLog();
    } catch {
      // Nothing is lost: the next start reads the log.
    }
    this.#database.close();
  }
}
