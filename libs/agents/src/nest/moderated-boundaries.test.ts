import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client } from '@langchain/langgraph-sdk';
import { createModerator, definePolicy } from '@leeward/moderation';
import { type AgentStorage } from '../contract/index.js';
import { openAgentStorage } from '../storage/index.js';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';

const blocked = 'quayleak';
const card = '4111 1111 1111 1111';

const moderator = createModerator({
  policy: definePolicy({
    name: 'test',
    version: '1',
    rules: [{ name: 'quay', words: [blocked] }],
    categories: { 'x/rules': { action: 'block' } },
  }),
});

let server: AgentsApp;
let client: Client;
let storage: AgentStorage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leeward-boundaries-'));
  storage = await openAgentStorage({ path: join(folder, 'agents.db') });
  server = await startAgentsApp({ storage, moderator });
  ({ client } = server);
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const say = (content: string): Record<string, unknown> => ({ messages: [{ role: 'user', content }] });

/** Reads all that the storage holds as text: its records, its checkpoints, and the bytes of its files. */
async function readAll(): Promise<string> {
  const owner = 'tester';
  const page = { limit: 1_000, offset: 0 };
  const threads = await storage.threads.search({ owner }, page, { by: 'createdAt', order: 'asc' });
  const runs = await Promise.all(threads.map(({ id }) => storage.runs.list(owner, id, {}, page)));
  const events = await Promise.all(runs.flat().map(({ id }) => storage.runEvents.readAfter(id, 0, 10_000)));
  const items = await storage.storeItems.search({ owner, namespacePrefix: [] }, page);
  const assistants = await storage.assistants.search({ owner }, page, { by: 'createdAt', order: 'asc' });
  const checkpoints: unknown[] = [];
  for (const { id } of threads) {
    const config = { configurable: { thread_id: id } };
    for await (const tuple of storage.checkpointer.list(config)) checkpoints.push(tuple);
  }
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return JSON.stringify([threads, runs, events, items, assistants, checkpoints]) + files.join('');
}

describe('every entry over REST', () => {
  type Send = (text: string, threadId: string) => Promise<unknown>;
  const entries: readonly (readonly [string, Send])[] = [
    ['an input', (text, id) => client.runs.wait(id, 'steps', { input: { log: [text] } })],
    ['a message', (text, id) => client.runs.wait(id, 'chat', { input: say(text) })],
    ['a resume payload', (text, id) => client.runs.wait(id, 'steps', { command: { resume: text } })],
    ['an update of a command', (text, id) => client.runs.wait(id, 'steps', { command: { update: { log: [text] } } })],
    ['the metadata of a run', (text, id) => client.runs.wait(id, 'steps', { input: { log: [] }, metadata: { text } })],
    ['a configuration', (text, id) => client.runs.wait(id, 'steps', { input: {}, config: { configurable: { text } } })],
    ['a state update', (text, id) => client.threads.updateState(id, { values: { log: [text] }, asNode: 'first' })],
    ['the metadata of a thread', (text) => client.threads.create({ metadata: { text } })],
    ['a change of metadata', (text, id) => client.threads.update(id, { metadata: { text } })],
    ['a value of the memory', (text) => client.store.putItem(['a'], 'b', { text })],
    ['a key of the memory', (text) => client.store.putItem(['a'], text, { text: 'x' })],
    ['the name of an assistant', (text) => client.assistants.create({ graphId: 'steps', name: text })],
  ];

  it.each(entries)('blocks a forbidden text in %s', async (_, send) => {
    const { thread_id: id } = await client.threads.create({ graphId: 'steps' });
    await expect(send(`Hello ${blocked}`, id)).rejects.toThrow(/422/);
    expect(await readAll()).not.toContain(blocked);
  });

  it.each(entries)('redacts a card number in %s', async (_, send) => {
    const { thread_id: id } = await client.threads.create({ graphId: 'steps' });
    await send(`Hello ${card}`, id).catch(() => undefined);
    expect(await readAll()).not.toContain('4111');
  });
});

describe('what an agent writes', () => {
  const turn = (text: string): string => `turn:${[...text].reverse().join('')}`;
  const streamMode = ['messages', 'messages-tuple', 'values', 'updates', 'events', 'debug', 'tasks', 'custom'] as const;

  async function stream(
    agent: string,
    input: Record<string, unknown>,
  ): Promise<{ readonly seen: string; readonly threadId: string }> {
    const { thread_id: threadId } = await client.threads.create();
    const seen: unknown[] = [];
    for await (const part of client.runs.stream(threadId, agent, { input, streamMode: [...streamMode] }))
      seen.push(part);
    return { seen: JSON.stringify(seen), threadId };
  }

  it.each(['chat', 'bare'])('leaves and is saved by the agent %s only as the moderator approves', async (agent) => {
    const { seen, threadId } = await stream(agent, say(turn(`Your card is ${card}, and thank you.`)));
    expect(seen).not.toContain('"event":"error"');
    expect(seen).not.toContain(card);
    expect(JSON.stringify(await client.threads.getState(threadId))).toContain('and thank you');
    expect(await readAll()).not.toContain(card);
  });

  it.each(['chat', 'bare'])('does not leave the agent %s when it is blocked', async (agent) => {
    const { seen } = await stream(agent, say(turn(`It is a ${blocked} indeed.`)));
    expect(seen).not.toContain(blocked);
    expect(await readAll()).not.toContain(blocked);
  });

  it('does not leave in a custom event', async () => {
    const { seen } = await stream('steps', { log: [turn(`It is a ${blocked}.`)] });
    expect(seen).toContain('"event":"error"');
    expect(seen).not.toContain(blocked);
    expect(await readAll()).not.toContain(blocked);
  });
});
