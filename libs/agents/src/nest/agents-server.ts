import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type AgentStorage } from '../contract/index.js';
import { createAgentRuntime, type ServerRuntime } from '../runtime/index.js';
import { agentsOptions, type AgentsModuleOptions, toRegistry } from './agents-options.js';

const defaultStopMilliseconds = 10_000;

/** Holds the runtime of an application: takes runs from its start to its end. */
@Injectable()
export class AgentsServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly runtime: ServerRuntime;
  readonly storage: AgentStorage;
  readonly options: AgentsModuleOptions;
  #isStopping = false;

  constructor(@Inject(agentsOptions) options: AgentsModuleOptions) {
    this.options = options;
    this.storage = options.storage;
    this.runtime = createAgentRuntime({ ...options, agents: toRegistry(options) });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { ready } = this.options;
    if (ready === undefined) await this.#start();
    // The application listens meanwhile. It ends by itself when `ready` fails, so here no run begins.
    else
      void ready().then(
        () => this.#start(),
        () => undefined,
      );
  }

  /** Stops before the models and the database of the application are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    await this.runtime.stop(this.options.stopMilliseconds ?? defaultStopMilliseconds);
  }

  async #start(): Promise<void> {
    if (this.#isStopping) return;
    await this.runtime.assistants.saveAll();
    this.runtime.start();
  }
}
