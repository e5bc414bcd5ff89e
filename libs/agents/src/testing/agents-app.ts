import 'reflect-metadata';

import { type AddressInfo } from 'node:net';
import { type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Client } from '@langchain/langgraph-sdk';
import { createModerator } from '@leeward/moderation';
import { type AgentStorage } from '../contract/index.js';
import { AgentsModule, type AgentsModuleOptions } from '../nest/index.js';
import { openAgentStorage } from '../storage/index.js';
import {
  createBareAgent,
  createChatAgent,
  createNestedGraph,
  createStepsGraph,
  createWaitingGraph,
  Gate,
} from './agents-under-test.js';

/** A server of agents for tests, with a client of LangGraph. */
export interface AgentsApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly client: Client;
  readonly gate: Gate;
  readonly storage: AgentStorage;
  /** Makes a client for another caller. */
  readonly clientOf: (caller: string) => Client;
  readonly close: () => Promise<void>;
}

/** Starts a server of agents. The header `x-caller` says to whom records belong. */
export async function startAgentsApp(options: Partial<AgentsModuleOptions> = {}): Promise<AgentsApp> {
  const gate = new Gate();
  const storage = options.storage ?? (await openAgentStorage());
  const moderator = options.moderator ?? createModerator();
  const module = await Test.createTestingModule({
    imports: [
      AgentsModule.forRoot({
        agents: {
          chat: { name: 'chat', graph: createChatAgent(moderator), moderator, isModerated: true },
          bare: createBareAgent(),
          steps: createStepsGraph(),
          nested: createNestedGraph(),
          waiting: createWaitingGraph(gate),
        },
        storage,
        moderator,
        pollMilliseconds: 20,
        stopMilliseconds: 1_000,
        owner: ({ headers }) => String(headers['x-caller'] ?? 'open'),
        ...options,
      }),
    ],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address: () => AddressInfo }).address();
  const path = options.path === undefined ? '' : `/${options.path}`;
  const url = `http://127.0.0.1:${port}${path}`;
  const clientOf = (caller: string): Client =>
    new Client({ apiUrl: url, defaultHeaders: { 'x-caller': caller }, callerOptions: { maxRetries: 0 } });
  return {
    app,
    url,
    gate,
    storage,
    clientOf,
    client: clientOf('tester'),
    close: async () => {
      gate.open();
      await app.close();
      await storage.close();
    },
  };
}
