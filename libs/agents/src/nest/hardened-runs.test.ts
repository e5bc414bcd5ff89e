import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createModerator } from '@leeward/moderation';
import { type AgentStorage, type RunRecord } from '../contract/index.js';
import { runStateFields } from '../run-state/index.js';
import { toAssistantId } from '../runtime/index.js';
import { openAgentStorage } from '../storage/index.js';
import { toRun, toThread } from '../storage/testing/sample-records.js';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';
import { createGuardedAgent, type GuardedAgent } from '../testing/guarded-agents.js';

const owner = 'tester';
let server: AgentsApp;
let agent: GuardedAgent;

async function start(
  limits: Parameters<typeof createGuardedAgent>[1] = {},
  options: Parameters<typeof startAgentsApp>[0] = {},
): Promise<void> {
  const moderator = createModerator();
  agent = createGuardedAgent(moderator, limits);
  server = await startAgentsApp({ agents: { guarded: agent.served }, moderator, graceMilliseconds: 50, ...options });
}

/** Closes the server after each test of a `describe`. */
function closeAfterEach(): void {
  afterEach(() => server.close());
}

const say = (content: string) => ({ messages: [{ role: 'user', content }] });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { 'content-type': 'application/json', 'x-caller': owner };
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

describe('the fields of the server in a state', () => {
  type Entry = (value: object, threadId: string) => readonly [path: string, body: unknown];
  const command = (method: string, params: object) => ({ id: 1, method, params });
  const entries: readonly (readonly [string, Entry])[] = [
    ['an input', (input, id) => [`/threads/${id}/runs/wait`, { assistant_id: 'guarded', input }]],
    ['an input without a thread', (input) => ['/runs/wait', { assistant_id: 'guarded', input }]],
    ['a batch', (input) => ['/runs/batch', [{ assistant_id: 'guarded', input }]]],
    ['a plain call', (input) => ['/v1/agents/guarded/invoke', { input }]],
    [
      'a plain message',
      (value) => ['/v1/agents/guarded/invoke', { messages: [{ role: 'user', content: 'x', ...value }] }],
    ],
    ['an update', (update, id) => [`/threads/${id}/runs`, { assistant_id: 'guarded', command: { update } }]],
    [
      'an update in pairs',
      (value, id) => [`/threads/${id}/runs`, { assistant_id: 'guarded', command: { update: Object.entries(value) } }],
    ],
    [
      'the input of a step',
      (input, id) => [
        `/threads/${id}/runs`,
        { assistant_id: 'guarded', command: { goto: [{ node: 'tools', input }] } },
      ],
    ],
    ['an answer', (resume, id) => [`/threads/${id}/runs`, { assistant_id: 'guarded', command: { resume } }]],
    ['a state', (values, id) => [`/threads/${id}/state`, { values }]],
    ['one of several states', (value, id) => [`/threads/${id}/state`, { values: [{}, value] }]],
    ['a superstep', (values) => ['/threads', toSupersteps({ values })]],
    ['the command of a superstep', (update) => ['/threads', toSupersteps({ command: { update } })]],
    [
      'the start of protocol v2',
      (input, id) => [`/threads/${id}/commands`, command('run.start', { assistant_id: 'guarded', input })],
    ],
    [
      'an answer of protocol v2',
      (update, id) => [`/threads/${id}/commands`, command('input.respond', { interrupt_id: 'a', response: 1, update })],
    ],
  ];
  const toSupersteps = (update: object) => ({
    metadata: { graph_id: 'guarded' },
    supersteps: [{ updates: [{ ...update, as_node: 'model_request' }] }],
  });
  const forms: readonly (readonly [string, object])[] = [
    ...runStateFields.map((name) => [name, { [name]: { untrusted: [], private: [], trustedCalls: [] } }] as const),
    ['a nested field', { messages: [{ role: 'user', content: [{ _leeward_flow: {} }] }] }],
    ['an overwritten field', { messages: { __overwrite__: [] } }],
    ['an overwritten field of another form', { messages: { type: '__overwrite__', value: [] } }],
  ];

  let id: string;
  beforeAll(async () => {
    await start();
    id = (await server.client.threads.create()).thread_id;
    // A question waits, so that it could be answered.
    await server.client.runs.wait(id, 'guarded', { input: say('pay:5') });
  });
  afterAll(() => server.close());

  it.each(entries)('are refused in %s', async (_, toRequest) => {
    const before = await server.client.threads.getState(id);
    for (const [, form] of forms) {
      const { status, text } = await post(...toRequest(form, id));
      expect(text).toContain('__overwrite__ is not taken');
      expect(status).toBe(toRequest(form, id)[0].endsWith('/commands') ? 200 : 422);
    }
    expect(await server.client.threads.getState(id)).toEqual(before);
    expect(await server.client.threads.count()).toBe(1);
  });

  it('are not set by the configuration of an assistant', async () => {
    const config = { configurable: { __leeward_run: {}, leeward_idempotency_key: 'x', run_id: 'x', tone: 'calm' } };
    const { assistant_id: assistantId } = await server.client.assistants.create({ graphId: 'guarded', config });
    const { thread_id: threadId } = await server.client.threads.create();
    const { run_id: runId } = await server.client.runs.create(threadId, assistantId, { input: say('hello') });
    const run = await server.storage.runs.find(owner, threadId, runId);
    expect(run?.arguments.config).toEqual({ configurable: { tone: 'calm' } });
    await server.client.runs.join(threadId, runId);
  });
});

describe('the limit of steps', () => {
  closeAfterEach();

  it.each([3, 60])('ends a run after %d answers of the model, with the reason', async (steps) => {
    await start({ limits: { steps } });
    const { thread_id: id } = await server.client.threads.create();
    const values = await server.client.runs.wait(id, 'guarded', { input: say('loop') });
    expect(JSON.stringify(values)).toContain(`this run has made ${steps} of ${steps} steps`);
    const [run] = await server.storage.runs.list(owner, id, {}, { limit: 1, offset: 0 });
    expect(run).toMatchObject({ status: 'success', endReason: 'step_limit' });
    expect((await server.client.threads.get(id)).status).toBe('idle');
  });

  it('ends a run by the lower limit of its caller', async () => {
    await start();
    const { thread_id: id } = await server.client.threads.create();
    const run = await server.client.runs.create(id, 'guarded', { input: say('loop'), config: { recursion_limit: 9 } });
    await server.client.runs.join(id, run.run_id).catch(() => undefined);
    const ended = await server.storage.runs.find(owner, id, run.run_id);
    expect(ended).toMatchObject({ status: 'error', endReason: 'step_limit' });
  });
});

describe('a tool that never ends, and ignores its signal', () => {
  closeAfterEach();

  async function hang(): Promise<RunRecord> {
    const { thread_id: id } = await server.client.threads.create();
    const { run_id: runId } = await server.client.runs.create(id, 'guarded', { input: say('hang') });
    await until(async () => JSON.stringify(await server.storage.runEvents.readAfter(runId, 0, 100)).includes('hang'));
    const run = await server.storage.runs.find(owner, id, runId);
    if (run === undefined) throw new Error('There is no run.');
    return run;
  }

  it('does not hold a run that is cancelled', async () => {
    await start();
    const { threadId, id } = await hang();
    await server.client.runs.cancel(threadId, id, true);
    expect(await server.storage.runs.find(owner, threadId, id)).toMatchObject({ status: 'interrupted' });
    expect((await server.client.threads.get(threadId)).status).toBe('idle');
    const next = await server.client.runs.wait(threadId, 'guarded', { input: say('hello') });
    expect(JSON.stringify(next)).toContain('You said: hello');
  });

  it('does not hold a run that is undone', async () => {
    await start();
    const { threadId, id } = await hang();
    await server.client.runs.cancel(threadId, id, true, 'rollback');
    expect((await server.client.threads.getState(threadId)).values).toEqual({});
  });

  it('does not hold a run whose time is over', async () => {
    await start({ limits: { milliseconds: 1_000 } });
    const { threadId, id } = await hang();
    await server.client.runs.join(threadId, id).catch(() => undefined);
    expect(await server.storage.runs.find(owner, threadId, id)).toMatchObject({
      status: 'timeout',
      endReason: 'time_limit',
    });
    expect((await server.client.threads.get(threadId)).status).toBe('error');
  });

  it('does not hold the server, and the run goes on in the next process', async () => {
    const storage = await openAgentStorage();
    await start({}, { storage });
    const { id } = await hang();
    await server.app.close();
    expect(await storage.runs.claim('another', new Date(Date.now() + 60_000))).toMatchObject({ id, attempts: 2 });
  });
});

describe('a run that was asked to end, and whose process has ended', () => {
  closeAfterEach();

  async function leave(storage: AgentStorage): Promise<RunRecord> {
    const thread = toThread({ owner, status: 'busy', metadata: { graph_id: 'guarded' } });
    await storage.threads.create(thread);
    const run = toRun(thread.id, { owner, assistantId: toAssistantId('guarded'), metadata: { graph_id: 'guarded' } });
    await storage.runs.create({ ...run, arguments: { ...run.arguments, input: say('hello') } });
    await storage.runs.claim('ended', new Date(0));
    await storage.runs.requestCancel(owner, thread.id, run.id, 'interrupt');
    return run;
  }

  it('ends without a step', async () => {
    const storage = await openAgentStorage();
    const { id, threadId } = await leave(storage);
    await start({}, { storage });
    await until(async () => (await storage.threads.find(owner, threadId))?.status === 'idle');
    expect(await storage.runs.find(owner, threadId, id)).toMatchObject({ status: 'interrupted', attempts: 2 });
    expect(await storage.checkpointer.getTuple({ configurable: { thread_id: threadId } })).toBeUndefined();
    const events = await storage.runEvents.readAfter(id, 0, 100);
    expect(events.map(({ event }) => event)).toEqual(['end']);
  });
});

describe('the export of a thread', () => {
  closeAfterEach();

  it('holds its states, runs, events and approvals, and is its owner’s', async () => {
    await start();
    const { thread_id: id } = await server.client.threads.create();
    for (let run = 0; run < 30; run += 1) await server.client.runs.wait(id, 'guarded', { input: say(`hello ${run}`) });
    await server.client.runs.wait(id, 'guarded', { input: say('pay:5') });
    const read = (caller: string) => fetch(`${server.url}/threads/${id}/export`, { headers: { 'x-caller': caller } });
    const exported = (await (await read(owner)).json()) as Record<string, object[]>;
    expect(exported).toMatchObject({
      thread: { thread_id: id, status: 'interrupted' },
      approvals: [{ status: 'pending' }],
    });
    expect(exported['history']).toEqual(await server.client.threads.getHistory(id, { limit: 1_000 }));
    expect(exported['history']?.length).toBeGreaterThan(100);
    expect(exported['runs']).toHaveLength(31);
    expect(exported['runs']?.[0]).toMatchObject({
      status: 'success',
      events: expect.arrayContaining([{ id: 1, event: 'metadata', data: expect.anything() }]),
    });
    expect((await read('another')).status).toBe(404);
    expect((await fetch(`${server.url}/threads/${randomUUID()}/export`)).status).toBe(404);
  });
});
