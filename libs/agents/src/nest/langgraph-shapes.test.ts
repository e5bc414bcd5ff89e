import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client } from '@langchain/langgraph-sdk';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';

let server: AgentsApp;
let client: Client;

beforeAll(async () => {
  server = await startAgentsApp();
  ({ client } = server);
});

afterAll(() => server.close());

interface Part {
  readonly event: string;
  readonly data: unknown;
}

async function collect(parts: AsyncIterable<unknown>): Promise<readonly Part[]> {
  const list: Part[] = [];
  for await (const part of parts) list.push(part as Part);
  return list;
}

describe('the states of subgraphs', () => {
  async function ask(): Promise<{ readonly id: string; readonly namespace: string }> {
    const { thread_id: id } = await client.threads.create();
    await client.runs.wait(id, 'nested', { input: { log: ['ask'] } });
    const { tasks } = await client.threads.getState(id);
    return { id, namespace: String(tasks[0]?.checkpoint?.checkpoint_ns) };
  }

  it('are read, and listed, with the steps that come next', async () => {
    const { id, namespace } = await ask();
    const checkpoint = { checkpoint_ns: namespace };
    expect(await client.threads.getState(id, { thread_id: id, checkpoint_ns: namespace } as never)).toMatchObject({
      next: ['act'],
      tasks: [{ name: 'act', path: ['__pregel_pull', 'act'], interrupts: [{ value: 'Sure?' }] }],
    });
    const history = await client.threads.getHistory(id, { checkpoint: checkpoint as never });
    expect(history.map(({ next }) => next)).toEqual([['act'], ['speak'], ['__start__']]);
  });

  it('are changed', async () => {
    const { id, namespace } = await ask();
    await client.threads.updateState(id, {
      values: { log: ['changed'] },
      checkpoint: { checkpoint_ns: namespace } as never,
    });
    const { values } = await client.threads.getState(id, { thread_id: id, checkpoint_ns: namespace } as never);
    expect(values).toMatchObject({ log: ['ask', 'before', 'speak', 'changed'] });
  });

  it('stream each value behind the checkpoint that has it', async () => {
    const { thread_id: id } = await client.threads.create();
    const options = { input: { log: ['x'] }, streamMode: 'values', streamSubgraphs: true } as const;
    const parts = await collect(client.runs.stream(id, 'nested', options));
    const inside = parts.map(({ event }) => event.replace(/:.*/, '')).filter((event) => event.includes('|'));
    expect(inside.slice(0, 2)).toEqual(['checkpoints|inner', 'values|inner']);
  });
});

describe('states', () => {
  it('of a thread on which nothing ran name no checkpoint', async () => {
    const { thread_id: id } = await client.threads.create();
    expect(await client.threads.getState(id)).toMatchObject({ checkpoint: null, values: {}, next: [] });
  });

  it('are found by the metadata of their run', async () => {
    const { thread_id: id } = await client.threads.create();
    for (const topic of ['tea', 'sea']) {
      await client.runs.wait(id, 'steps', { input: { log: [topic] }, metadata: { topic } });
    }
    const history = await client.threads.getHistory(id, { metadata: { topic: 'tea' } });
    expect(history.length).toBeGreaterThan(0);
    expect(history.every(({ metadata }) => (metadata as { topic?: string }).topic === 'tea')).toBe(true);
    expect(history[0]?.metadata).toMatchObject({ graph_id: 'steps', source: 'loop' });
  });
});

describe('streams of runs', () => {
  it('give all that came before an error', async () => {
    const { thread_id: id } = await client.threads.create();
    const options = { input: { log: ['fail'] }, streamMode: 'updates' } as const;
    const parts = await collect(client.runs.stream(id, 'steps', options));
    expect(parts.map(({ event }) => event)).toEqual(['metadata', 'updates', 'error']);
  });

  it('are joined without a thread', async () => {
    const { run_id: id } = await client.runs.create(null, 'steps', { input: { log: ['x'] } });
    const parts = await collect(client.runs.joinStream(null, id));
    expect(parts.map(({ event }) => event)).toEqual(['metadata', 'values', 'values', 'values', 'values']);
    const other = server.clientOf('somebody-else').runs.joinStream(null, id);
    await expect(collect(other)).rejects.toThrow(/404/);
  });
});

describe('shapes', () => {
  it.each(['threads', 'assistants'])('gives the count of %s as JSON', async (name) => {
    const headers = { 'content-type': 'application/json', 'x-caller': 'tester' };
    const response = await fetch(`${server.url}/${name}/count`, { method: 'POST', headers, body: '{}' });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(typeof (await response.json())).toBe('number');
  });

  it('describes the messages of an agent', async () => {
    expect(await client.assistants.getSchemas('chat')).toMatchObject({
      state_schema: { properties: { messages: { langgraph_type: 'messages' } } },
    });
  });
});
