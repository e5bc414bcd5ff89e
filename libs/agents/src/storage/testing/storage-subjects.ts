import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type AgentStorage } from '../../contract/agent-storage.js';
import { type AgentStorageOptions, openAgentStorage } from '../open-agent-storage.js';
import { startPglite, toPgliteSource } from './pglite-source.js';

/** The options that tell where a database is. */
type StoragePlace = Partial<Pick<AgentStorageOptions, 'path' | 'url' | 'schema'>>;

/** A kind of database that holds storages under test. */
export interface StorageSubject {
  readonly name: string;
  /** Whether several storages can be opened on the same data. */
  readonly isShared: boolean;
  /** Begins an empty database. @returns the options that open it */
  create(): Promise<StoragePlace>;
  /** Deletes all that was created. */
  stop(): Promise<void>;
}

/** The server to test with. Default: a PostgreSQL inside this process. */
export const databaseUrl = process.env['TEST_DATABASE_URL'];

export function toSqliteFileSubject(): StorageSubject {
  const folders: string[] = [];
  return {
    name: 'a file of SQLite',
    isShared: true,
    async create() {
      const folder = await mkdtemp(join(tmpdir(), 'leeward-agents-'));
      folders.push(folder);
      return { path: join(folder, 'agents.db') };
    },
    async stop() {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

export function toSqliteMemorySubject(): StorageSubject {
  return { name: 'SQLite in memory', isShared: false, create: async () => ({}), stop: async () => undefined };
}

export function toPostgresSubject(): StorageSubject {
  return databaseUrl === undefined ? toPgliteSubject() : toServerSubject(databaseUrl);
}

function toPgliteSubject(): StorageSubject {
  let started: ReturnType<typeof startPglite> | undefined;
  let source: ReturnType<typeof toPgliteSource> | undefined;
  return {
    name: 'PostgreSQL inside this process',
    isShared: true,
    async create() {
      source ??= toPgliteSource(await (started ??= startPglite()));
      return { url: source, schema: toSchemaName() };
    },
    async stop() {
      await (await started)?.close();
    },
  };
}

function toServerSubject(url: string): StorageSubject {
  const schemas: string[] = [];
  return {
    name: 'a server of PostgreSQL',
    isShared: true,
    async create() {
      const schema = toSchemaName();
      schemas.push(schema);
      return { url, schema };
    },
    async stop() {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      for (const schema of schemas) await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
      await client.end();
    },
  };
}

function toSchemaName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

/** Opens storages for one test, and closes them after it. */
export class OpenStorages {
  readonly #subject: StorageSubject;
  readonly #open: AgentStorage[] = [];
  #place: Promise<StoragePlace> | undefined;

  constructor(subject: StorageSubject) {
    this.#subject = subject;
  }

  /** Opens a storage on the data of this test. */
  async open(options: AgentStorageOptions = {}): Promise<AgentStorage> {
    const storage = await openAgentStorage({ ...(await this.readPlace()), ...options });
    this.#open.push(storage);
    return storage;
  }

  /** Tells where the data of this test is. */
  readPlace(): Promise<StoragePlace> {
    return (this.#place ??= this.#subject.create());
  }

  async close(): Promise<void> {
    for (const storage of this.#open) await storage.close();
  }
}
