import 'reflect-metadata';

import { type AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { createModerator, definePolicy } from '@leeward/moderation';
import { AgentsModule, type AgentsModuleOptions } from '../nest/index.js';
import { type AgentStorageOptions, openAgentStorage } from '../storage/index.js';
import { createEffectsAgent } from './effects-agent.js';

/** The task of a process that serves the agent with effects. It writes its address as one line. */
export interface ServerTask {
  readonly storage: AgentStorageOptions;
  readonly file: string;
  readonly pause: number;
  readonly options: Partial<AgentsModuleOptions>;
}

const task = JSON.parse(process.argv[2] ?? '') as ServerTask;
// The classifiers of a preset would take most of the time.
const policy = definePolicy({
  name: 'soak',
  version: '1',
  rules: [{ name: 'quay', words: ['quayleak'] }],
  categories: { 'x/rules': { action: 'block' } },
});
const moderator = createModerator({ policy });
const storage = await openAgentStorage(task.storage);
const effects = createEffectsAgent({ moderator, file: task.file, pause: task.pause });
const app = await NestFactory.create(
  AgentsModule.forRoot({ agents: { effects }, storage, moderator, ...task.options }),
  { logger: ['error'] },
);
await app.listen(0, '127.0.0.1');
process.once('SIGTERM', () => void app.close().then(() => storage.close()));
const { port } = (app.getHttpServer() as { address: () => AddressInfo }).address();
process.stdout.write(`http://127.0.0.1:${port}\n`);
