import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { prepareEnvironment } from '../python/prepare-environment.js';

/** A call that a script makes. */
export interface DojoCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** The tools and the tasks of one suite. */
export interface DojoSuite {
  readonly tools: readonly { readonly name: string; readonly description: string; readonly schema: object }[];
  readonly user_tasks: readonly string[];
  /** Goals by the name of the task. */
  readonly injection_tasks: Readonly<Record<string, string>>;
}

/** A task of a user, and the task of an attacker whose text is in the environment. */
export interface DojoTask {
  readonly suite: string;
  readonly user_task: string;
  readonly injection_task?: string;
  /** The name of one of AgentDojo's attacks. */
  readonly attack?: string;
}

/** A task with an environment of its own. */
export interface DojoRun {
  readonly id: string;
  readonly prompt: string;
  readonly user_calls: readonly DojoCall[];
  readonly injection_calls: readonly DojoCall[];
  /** The texts of the attacker, as they are in the environment. */
  readonly injections: readonly string[];
}

const toPath = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The program that holds AgentDojo's environments. */
export class DojoEnvironments {
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  /** Installs AgentDojo in an environment of its own, unless that is done, and starts the program. */
  static async start(): Promise<DojoEnvironments> {
    const programs = prepareEnvironment('agentdojo', readFileSync(toPath('requirements.txt'), 'utf8'));
    const child = spawn(join(programs, 'python'), [toPath('environments.py')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    });
    const ended = once(child, 'exit').then(() => [undefined]);
    const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string | undefined];
    if (url === undefined) throw new Error('The program with the environments of AgentDojo has ended.');
    return new DojoEnvironments(child, url);
  }

  listSuites(): Promise<Readonly<Record<string, DojoSuite>>> {
    return this.#request('GET', 'suites');
  }

  begin(task: DojoTask): Promise<DojoRun> {
    return this.#request('POST', 'runs', task);
  }

  call(run: string, call: DojoCall): Promise<{ readonly text: string; readonly is_error: boolean }> {
    return this.#request('POST', `runs/${run}/calls`, call);
  }

  /** Ends a run. AgentDojo tells whether the user, and the attacker, got what they wanted. */
  end(run: string): Promise<{ readonly utility: boolean; readonly security: boolean | null }> {
    return this.#request('POST', `runs/${run}/end`);
  }

  stop(): void {
    this.#child.kill();
  }

  async #request<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
