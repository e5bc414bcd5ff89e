import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type AgentStorage } from '../contract/index.js';
import { createAgentRuntime, type ServerRuntime } from '../runtime/index.js';
import { agentsOptions, type AgentsModuleOptions, toRegistry } from './agents-options.js';

const defaultStopMilliseconds = 10_000;

/** Holds the runtime of an application: takes runs from its start to its end. */
@Injectable()
export class AgentsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly runtime: ServerRuntime;
  readonly storage: AgentStorage;
  readonly options: AgentsModuleOptions;

  constructor(@Inject(agentsOptions) options: AgentsModuleOptions) {
    this.options = options;
    this.storage = options.storage;
    this.runtime = createAgentRuntime({ ...options, agents: toRegistry(options) });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.runtime.assistants.saveAll();
    this.runtime.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.runtime.stop(this.options.stopMilliseconds ?? defaultStopMilliseconds);
  }
}
