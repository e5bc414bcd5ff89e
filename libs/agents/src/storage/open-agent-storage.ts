import { type AgentStorage } from '../contract/agent-storage.js';
import { type StorageDatabase } from './database/storage-database.js';
import { JsonCodec } from './encryption/json-codec.js';
import { TextCipher } from './encryption/text-cipher.js';
import { PostgresStorageDatabase } from './postgres/postgres-database.js';
import { type PostgresSource, toPostgresSource } from './postgres/postgres-source.js';
import { deleteExpired } from './records/delete-expired.js';
import { type StorageContext } from './records/storage-context.js';
import { StoredApprovals } from './records/stored-approvals.js';
import { StoredAssistants } from './records/stored-assistants.js';
import { StoredItems } from './records/stored-items.js';
import { StoredRunEvents } from './records/stored-run-events.js';
import { StoredRuns } from './records/stored-runs.js';
import { StoredThreads } from './records/stored-threads.js';
import { StoredToolCalls } from './records/stored-tool-calls.js';
import { inMemory } from './sqlite/open-sqlite.js';
import { SqliteStorageDatabase } from './sqlite/sqlite-database.js';
import { type AgentStorageLimits, resolveLimits } from './storage-limits.js';

/** The name of the schema in PostgreSQL. */
const defaultSchema = 'leeward_agents';

/** Options for opening the storage of agents. */
export interface AgentStorageOptions {
  /**
   * The PostgreSQL database, such as `postgres://user:password@host:5432/database`, or connections to it. Default: SQLite is
   * used.
   */
  readonly url?: string | PostgresSource | undefined;
  /** The schema in PostgreSQL: lower-case letters, digits and underscores, at most 40. Default: `leeward_agents`. */
  readonly schema?: string | undefined;
  /** The file of SQLite, which is made if it is not there. Default: the storage is in memory. */
  readonly path?: string | undefined;
  /** Bounds. Default: `defaultStorageLimits`. */
  readonly limits?: AgentStorageLimits | undefined;
  /**
   * Encrypts texts with AES-256-GCM: 32 random bytes as base64 or hexadecimal. In a list, the first one encrypts, and the others
   * read what was stored before. Ids, names, keys, namespaces, statuses and times are not encrypted. Default: no encryption.
   */
  readonly encryptionKey?: string | readonly string[] | undefined;
  /** Gives the time, in milliseconds since 1970. Default: the clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens the storage of agents: a PostgreSQL database, a file of SQLite, or memory. Makes the tables, or brings them up to date.
 *
 * @throws StorageOpenError for a database that cannot be used
 * @throws StorageVersionError for a database of a newer version
 * @throws StorageKeyError for an encryption key that does not fit
 *
 * @example
 * const storage = await openAgentStorage({ path: 'data/agents.db' });
 */
export async function openAgentStorage(options: AgentStorageOptions = {}): Promise<AgentStorage> {
  const { limits, encryptionKey = [], now = Date.now } = options;
  const [first, ...others] = typeof encryptionKey === 'string' ? [encryptionKey] : encryptionKey;
  const cipher = first === undefined ? undefined : new TextCipher([first, ...others]);
  const database = await openDatabase(options, cipher);
  return toAgentStorage({ database, codec: new JsonCodec(cipher), limits: resolveLimits(limits), now });
}

function openDatabase(
  { url, schema = defaultSchema, path = inMemory }: AgentStorageOptions,
  cipher: TextCipher | undefined,
): Promise<StorageDatabase> {
  if (url === undefined) return SqliteStorageDatabase.open(path, cipher);
  return PostgresStorageDatabase.open(typeof url === 'string' ? toPostgresSource(url) : url, schema, cipher);
}

function toAgentStorage(context: StorageContext): AgentStorage {
  const { database } = context;
  return {
    checkpointer: database.checkpointer,
    assistants: new StoredAssistants(context),
    threads: new StoredThreads(context),
    runs: new StoredRuns(context),
    runEvents: new StoredRunEvents(context),
    storeItems: new StoredItems(context),
    toolCalls: new StoredToolCalls(context),
    approvals: new StoredApprovals(context),
    listen: (topic, listener) => database.listen(topic, listener),
    deleteExpired: (now) => deleteExpired(context, now),
    close: () => database.close(),
  };
}
