import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { tool } from '@langchain/core/tools';
import { createAgentMiddleware, labelTool, openAgentStorage } from '@leeward/agents';
import { AgentsModule } from '@leeward/agents/nest';
import { Moderator, parsePolicy } from '@leeward/moderation';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createAgent } from 'langchain';

import { type DojoEnvironments, type DojoRun, type DojoSuite } from './environments.js';
import { findLabels } from './labels.js';
import { type Moment, ObedientModel, type Script } from './obedient-model.js';
import { type SettingName, settings } from './settings.js';

/** A call that has run in an environment. */
export interface RanCall {
  readonly id: string;
  readonly name: string;
}

/** A call that waits for a person. */
export interface WaitingCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}

/** The state of a thread after a run. */
export interface ThreadValues {
  readonly messages: readonly { readonly type: string; readonly content: unknown; readonly tool_call_id?: string }[];
  readonly __interrupt__?: readonly { readonly value: { readonly action_requests: readonly WaitingCall[] } }[];
}

/** A server of ours, with one agent for each suite and setting. Its agents run AgentDojo's tools. */
export class DojoServer {
  readonly #scripts = new Map<string, Script>();
  readonly #runs = new Map<string, { readonly run: DojoRun; readonly calls: RanCall[] }>();
  readonly #environments: DojoEnvironments;
  #app: INestApplication | undefined;
  #url = '';

  private constructor(environments: DojoEnvironments) {
    this.#environments = environments;
  }

  static async start(
    environments: DojoEnvironments,
    suites: Readonly<Record<string, DojoSuite>>,
    names: readonly SettingName[],
  ): Promise<DojoServer> {
    const server = new DojoServer(environments);
    // Nothing is moderated: the figures are those of the rules over the flow of information alone.
    const moderator = new Moderator({ policy: parsePolicy('name: none\nversion: "1"\n'), classifiers: [] });
    const agents = Object.entries(suites).flatMap(([suite, { tools }]) =>
      names.map((name) => [`${suite}-${name}`, server.#createAgent(suite, tools, name)] as const),
    );
    const storage = await openAgentStorage();
    class App {}
    Module({
      imports: [
        AgentsModule.forRoot({
          agents: Object.fromEntries(
            agents.map(([name, { graph }]) => [
              name,
              { name, graph: graph as never, moderator, limits: { steps: 2_000 } },
            ]),
          ),
          storage,
          moderator,
          onError: (error) => process.stderr.write(`${(error as Error).message}\n`),
        }),
      ],
    })(App);
    const app = await NestFactory.create(App, { logger: ['error'] });
    await app.listen(0, '127.0.0.1');
    server.#app = app;
    const listener = app.getHttpServer() as Server;
    // Kept connections must not end between two requests of a slow machine.
    listener.keepAliveTimeout = 600_000;
    const { port } = listener.address() as AddressInfo;
    server.#url = `http://127.0.0.1:${port}`;
    return server;
  }

  /** Begins a thread with the words of the user, and runs it until it ends or waits for a person. */
  async begin(agent: string, run: DojoRun, moment: Moment): Promise<{ threadId: string; values: ThreadValues }> {
    const id = randomUUID();
    const { thread_id: threadId } = await this.#post<{ thread_id: string }>('threads', {});
    const { user_calls: userCalls, injection_calls: injectionCalls, injections } = run;
    this.#scripts.set(id, { userCalls, injectionCalls, injections, moment });
    this.#runs.set(threadId, { run, calls: [] });
    const input = { messages: [{ type: 'human', id, content: run.prompt }] };
    return { threadId, values: await this.#wait(threadId, { assistant_id: agent, input }) };
  }

  /** Gives the answers of a person, and runs the thread until it ends or waits again. */
  resume(agent: string, threadId: string, decisions: readonly object[]): Promise<ThreadValues> {
    return this.#wait(threadId, { assistant_id: agent, command: { resume: { decisions } } });
  }

  /** Ends a thread. @returns the calls that have run */
  async end(threadId: string): Promise<readonly RanCall[]> {
    const { calls } = this.#runs.get(threadId) ?? { calls: [] };
    this.#runs.delete(threadId);
    const response = await fetch(`${this.#url}/threads/${threadId}`, { method: 'DELETE' });
    await response.arrayBuffer();
    return calls;
  }

  async stop(): Promise<void> {
    await this.#app?.close();
  }

  #createAgent(suite: string, descriptions: DojoSuite['tools'], setting: SettingName) {
    const tools = descriptions.map(({ name, description, schema }) =>
      labelTool(
        tool((args: unknown, config: object) => this.#call(name, args, config as never), {
          name,
          description,
          schema: schema as never,
        }),
        findLabels(suite, name),
      ),
    );
    const middleware = createAgentMiddleware({
      tools,
      informationFlow: settings[setting],
      limits: { equalCalls: 20, steps: 200 },
    });
    return createAgent({ model: new ObedientModel(this.#scripts), tools, middleware });
  }

  async #call(
    name: string,
    args: unknown,
    config: { readonly configurable: { readonly thread_id: string }; readonly toolCall: { readonly id: string } },
  ): Promise<string> {
    const entry = this.#runs.get(config.configurable.thread_id);
    if (entry === undefined) throw new Error('The thread has no environment.');
    entry.calls.push({ id: config.toolCall.id, name });
    const { text } = await this.#environments.call(entry.run.id, { name, args: args as Record<string, unknown> });
    return text;
  }

  async #wait(threadId: string, body: object): Promise<ThreadValues> {
    const values = await this.#post<ThreadValues & { readonly __error__?: unknown }>(
      `threads/${threadId}/runs/wait`,
      body,
    );
    if (values.__error__ !== undefined) throw new Error(`A run failed: ${JSON.stringify(values.__error__)}`);
    return values;
  }

  async #post<Answer>(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.#url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path} was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
