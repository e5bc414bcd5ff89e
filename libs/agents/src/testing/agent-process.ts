import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@langchain/langgraph-sdk';
import { type ServerTask } from './server-process.js';

const program = fileURLToPath(new URL('./server-process.js', import.meta.url));

/** A server of agents in a process of its own. */
export class AgentProcess {
  readonly url: string;
  readonly client: Client;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    this.client = new Client({ apiUrl: url, callerOptions: { maxRetries: 0 } });
  }

  static async start(task: ServerTask): Promise<AgentProcess> {
    const child = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const lines = createInterface({ input: child.stdout });
    const [url] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown];
    if (typeof url !== 'string') throw new Error('The server did not start.');
    return new AgentProcess(child, url);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends the process at once, in the middle of its work. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}

/** Reads the effects that have happened: the process of each, by its key, as often as it happened. */
export function readEffects(file: string): ReadonlyMap<string, readonly number[]> {
  const effects = new Map<string, number[]>();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [key = '', pid] = line.split(' ');
    effects.set(key, [...(effects.get(key) ?? []), Number(pid)]);
  }
  return effects;
}
