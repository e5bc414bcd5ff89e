import { join, resolve } from 'node:path';
import {
  type AgentRegistry,
  AgentsFile,
  type AgentsHost,
  type AgentStorage,
  openAgentStorage,
  type ServedAgent,
  StorageKeyError,
} from '@leeward/agents';
import { Logger } from '@nestjs/common';
import { type Environment } from '../config/environment.js';
import { OpenAiError } from '../errors/openai-error.js';
import { openSetting, SettingError } from '../errors/start-errors.js';
import { findDataFolder } from '../storage/data-folder.js';
import { type AgentAccess } from './agent-access.js';

/** The settings of agents. */
export type AgentsSettings = Pick<
  Environment,
  'AGENTS_PATH' | 'AGENTS_CONCURRENCY' | 'AGENTS_ENCRYPTION_KEY' | 'DATABASE_URL' | 'DATA_PATH' | 'THREAD_TTL'
>;

/** The name of the file of SQLite in the folder of data. */
const fileName = 'agents.db';

/** The agents of the server, with their storage. They are served once the models are loaded. */
export class ServerAgents implements AgentRegistry {
  readonly settings: AgentsSettings;
  readonly access: AgentAccess;
  readonly storage: AgentStorage;
  readonly #host: AgentsHost;
  readonly #logger = new Logger('agents');
  readonly #opened: Promise<void>;
  #resolve!: () => void;
  #file: AgentsFile | undefined;

  private constructor(settings: AgentsSettings, access: AgentAccess, storage: AgentStorage, host: AgentsHost) {
    this.settings = settings;
    this.access = access;
    this.storage = storage;
    this.#host = host;
    this.#opened = new Promise((resolvePromise) => (this.#resolve = resolvePromise));
  }

  /**
   * Opens the storage, and checks the form of the file of agents. The agents themselves need the models: see `open`.
   *
   * @throws {SettingError} for a file of agents, a database or a key that cannot be used
   */
  static async create(settings: AgentsSettings, access: AgentAccess, host: AgentsHost): Promise<ServerAgents> {
    const { AGENTS_PATH: path } = settings;
    if (path !== undefined) await openSetting('AGENTS_PATH', () => AgentsFile.check(path));
    const storage = await openStorage(settings);
    return new ServerAgents(settings, access, storage, { ...host, dataFolder: findFolder(settings) });
  }

  /** Builds the agents, and watches their file. @throws {SettingError} for a file that cannot be used */
  async open(): Promise<void> {
    const { AGENTS_PATH: path } = this.settings;
    this.#file ??= await openSetting('AGENTS_PATH', () =>
      AgentsFile.open(path, this.#host, {
        onReload: (agents) => this.#logger.warn(`The file of agents was read again: ${listNames(agents)}.`),
        onRefused: (error) => this.#logger.error(`${error.message} The agents from before stay in force.`),
      }),
    );
    this.#resolve();
  }

  /** Resolves when the agents are served. */
  readonly ready = (): Promise<void> => this.#opened;

  /** @throws OpenAiError 503 while the models are loading */
  find(name: string): ServedAgent | undefined {
    if (this.#file) return this.#file.find(name);
    throw new OpenAiError('model_loading', { message: 'The agents are still loading. Try again soon.' });
  }

  list(): readonly ServedAgent[] {
    return this.#file?.list() ?? [];
  }

  /** Describes for people which agents are served, and from where. */
  describe(): string {
    const { AGENTS_PATH: path } = this.settings;
    return `${listNames(this.list())} (${path === undefined ? 'no file: AGENTS_PATH' : resolve(path)})`;
  }

  /** Describes for people where threads and runs are kept. */
  describeStorage(): string {
    const { DATABASE_URL: url } = this.settings;
    // Only the place: the address may hold a password.
    if (url !== undefined) return `PostgreSQL at ${new URL(url).host}${new URL(url).pathname}`;
    return findFile(this.settings) ?? 'in memory, until the server stops';
  }

  /** Closes the file, its servers of tools, and at last the storage. */
  async close(): Promise<void> {
    await this.#file?.close();
    await this.storage.close();
  }
}

function listNames(agents: readonly ServedAgent[]): string {
  return agents.map(({ name }) => name).join(', ');
}

async function openStorage(settings: AgentsSettings): Promise<AgentStorage> {
  const { DATABASE_URL: url, AGENTS_ENCRYPTION_KEY: encryptionKey } = settings;
  try {
    return await openAgentStorage({ url, path: findFile(settings), encryptionKey });
  } catch (error) {
    const cause = StorageKeyError.isInstance(error) ? 'AGENTS_ENCRYPTION_KEY' : undefined;
    throw new SettingError(cause ?? (url === undefined ? 'DATA_PATH' : 'DATABASE_URL'), error);
  }
}

/** Finds the file of SQLite; undefined for memory. */
function findFile(settings: AgentsSettings): string | undefined {
  const folder = findFolder(settings);
  return folder === undefined ? undefined : join(folder, fileName);
}

function findFolder({ DATA_PATH: path }: AgentsSettings): string | undefined {
  return path === 'memory' || path === 'off' ? undefined : resolve(path ?? findDataFolder());
}
