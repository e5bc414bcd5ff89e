import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import {
  describeFileError,
  locateIssues,
  notifyListener,
  type ParsedSettings,
  parseSettings,
  type SettingsFileKind,
  WatchedFiles,
} from '@leeward/moderation';

import { type AgentRegistry, type ServedAgent } from '../contract/index.js';
import { AgentsError, AgentsFileError } from '../errors/index.js';
import { type AgentsHost } from './agents-host.js';
import { buildAgents, SharedResources } from './build/index.js';
import { type AgentsDocument, agentsSchema } from './schema/index.js';

/** Options of a file of agents. */
export interface AgentsFileOptions {
  /** Milliseconds between two checks of the file for a change. Default: 1,000. */
  readonly intervalMs?: number | undefined;
  /** Called with the agents of a new version of the file. Its errors are ignored. */
  readonly onReload?: ((agents: readonly ServedAgent[]) => void) | undefined;
  /** Called when a changed file is refused and the old agents stay. Its errors are ignored. */
  readonly onRefused?: ((error: AgentsError) => void) | undefined;
  /** Milliseconds that a server of tools stays open after the last agent has lost it. Default: 10 minutes. */
  readonly graceMs?: number | undefined;
}

const fileKind: SettingsFileKind = {
  noun: 'a file of agents',
  lengthAdvice: 'split it, or shorten the instructions',
  createError: (fileName, problems, cause) => new AgentsFileError(fileName, problems, { cause }),
};

/** The agents of a program without a file: the served model, without tools. */
const usualDocument: AgentsDocument = agentsSchema.parse({
  agents: { assistant: { description: 'Answers with the served model.' } },
});

/**
 * Serves the agents of a YAML or JSON file, and reads the file again when it changes. A wrong file is refused: the old agents
 * stay. Without a file there is one agent, `assistant`.
 */
export class AgentsFile implements AgentRegistry {
  readonly #path: string | undefined;
  readonly #host: AgentsHost;
  readonly #options: AgentsFileOptions;
  readonly #resources: SharedResources;
  readonly #watched: WatchedFiles;
  #agents: ReadonlyMap<string, ServedAgent> = new Map();
  #isClosed = false;
  /** Reloads run one after the other, so that the file that was written last is read last. */
  #reloading: Promise<void> = Promise.resolve();

  private constructor(path: string | undefined, host: AgentsHost, options: AgentsFileOptions) {
    this.#path = path === undefined ? undefined : resolve(path);
    this.#host = host;
    this.#options = options;
    this.#resources = new SharedResources(options.graceMs);
    this.#watched = new WatchedFiles(options.intervalMs ?? 1_000, () => void this.reload());
  }

  /**
   * Reads the file, starts its servers of tools, and watches it until `close`.
   *
   * @param path undefined: there is no file
   * @throws {AgentsFileError} that lists every problem with file, line and field
   */
  static async open(path: string | undefined, host: AgentsHost, options: AgentsFileOptions = {}): Promise<AgentsFile> {
    const file = new AgentsFile(path, host, options);
    try {
      await file.#load();
    } catch (error) {
      await file.close();
      throw error;
    }
    return file;
  }

  /**
   * Checks the form of a file, without its models, servers and tools.
   *
   * @throws {AgentsFileError} that lists every problem with file, line and field
   */
  static async check(path: string): Promise<void> {
    await readDocument(resolve(path));
  }

  find(name: string): ServedAgent | undefined {
    return this.#agents.get(name);
  }

  list(): readonly ServedAgent[] {
    return [...this.#agents.values()];
  }

  /** Reads the file now. Never rejects: `onRefused` gets the error of a wrong file. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  /** Stops watching, and closes the servers of tools. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watched.close();
    await this.#reloading;
    await this.#resources.close();
  }

  async #reload(): Promise<void> {
    if (this.#isClosed) return;
    const { onReload, onRefused } = this.#options;
    try {
      await this.#load();
    } catch (error) {
      notifyListener(onRefused, toAgentsError(error, this.#path ?? ''));
      return;
    }
    notifyListener(onReload, this.list());
  }

  async #load(): Promise<void> {
    const { content, locate } =
      this.#path === undefined ? { content: usualDocument, locate: () => ({}) } : await readDocument(this.#path);
    const path = this.#path ?? resolve('agents.yaml');
    const files = new Set(this.#path === undefined ? [] : [this.#path]);
    const resources = this.#resources.begin();
    try {
      const { agents, issues } = await buildAgents(content, path, this.#host, resources, (file) => files.add(file));
      if (issues.length > 0) throw new AgentsFileError(path, locateIssues(issues, locate));
      resources.commit();
      this.#agents = new Map(agents.map((agent) => [agent.name, agent]));
      this.#watched.watch(files);
    } catch (error) {
      // A file that it names may be put right.
      this.#watched.watch(new Set([...files, ...this.#watched.files]));
      await resources.discard();
      throw error;
    }
  }
}

async function readDocument(path: string): Promise<ParsedSettings<AgentsDocument>> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    const message = `cannot be read: ${describeFileError(error)}`;
    throw new AgentsFileError(path, [{ field: '', message }], { cause: error });
  }
  return parseSettings(source, path, agentsSchema, fileKind);
}

function toAgentsError(error: unknown, path: string): AgentsError {
  if (AgentsError.isInstance(error)) return error;
  const message = error instanceof Error ? error.message : 'cannot be used';
  return new AgentsFileError(path, [{ field: '', message }], { cause: error });
}
