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
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

async function collect(parts: AsyncIterable<unknown>): Promise<readonly Part[]> {
  const list: Part[] = [];
  for await (const part of parts) list.push(part as Part);
  return list;
}

const human = (content: string): { readonly messages: readonly object[] } => ({
  messages: [{ role: 'user', content }],
});

describe('threads over REST', () => {
  it('creates, reads, changes, finds, counts, copies and deletes threads', async () => {
    const thread = await client.threads.create({ metadata: { team: 'blue' } });
    expect(thread).toMatchObject({ status: 'idle', metadata: { team: 'blue' } });
    expect(await client.threads.get(thread.thread_id)).toEqual(thread);
    const changed = await client.threads.update(thread.thread_id, { metadata: { rank: 2 } });
    expect(changed).toMatchObject({ metadata: { team: 'blue', rank: 2 } });
    const found = await client.threads.search({ metadata: { team: 'blue' }, limit: 5 });
    expect(found.map((each) => each.thread_id)).toEqual([thread.thread_id]);
    expect(await client.threads.count({ metadata: { team: 'blue' } })).toBe(1);
    const copy = await client.threads.copy(thread.thread_id);
    expect(copy.thread_id).not.toBe(thread.thread_id);
    await client.threads.delete(thread.thread_id);
    await expect(client.threads.get(thread.thread_id)).rejects.toThrow(/404/);
  });

  it('keeps the records of one caller from another', async () => {
    const thread = await client.threads.create();
    const other = server.clientOf('somebody-else');
    await expect(other.threads.get(thread.thread_id)).rejects.toThrow(/404/);
    expect(await other.threads.search()).toEqual([]);
    await expect(other.threads.delete(thread.thread_id)).rejects.toThrow(/404/);
    await expect(other.runs.wait(thread.thread_id, 'steps', { input: { log: [] } })).rejects.toThrow(/404/);
  });
});

describe('runs over REST', () => {
  it('waits for the values of a run', async () => {
    const thread = await client.threads.create();
    const values = await client.runs.wait(thread.thread_id, 'steps', { input: { log: ['begin'] } });
    expect(values).toMatchObject({ log: ['begin', 'first', 'second', 'third'] });
    expect(await client.threads.get(thread.thread_id)).toMatchObject({ status: 'idle', values });
    const [run] = await client.runs.list(thread.thread_id);
    expect(run).toMatchObject({ status: 'success', metadata: { graph_id: 'steps' } });
  });

  it('streams several modes at once, with numbered events', async () => {
    const parts = await collect(
      client.runs.stream(null, 'steps', {
        input: { log: ['begin'] },
        streamMode: ['values', 'updates', 'custom'],
      }),
    );
    expect(parts[0]).toMatchObject({ event: 'metadata', data: { attempt: 1 } });
    expect(parts.map(({ event }) => event)).toEqual([
      'metadata',
      'values',
      'custom',
      'updates',
      'values',
      'updates',
      'values',
      'updates',
      'values',
    ]);
    expect(parts.map(({ id }) => Number(id))).toEqual(parts.map((_, index) => index + 1));
    expect(parts.at(-1)?.data).toMatchObject({ log: ['begin', 'first', 'second', 'third'] });
    expect(parts.find(({ event }) => event === 'custom')?.data).toEqual({ progress: 'first' });
  });

  it.each(['chat', 'bare'])('streams the tokens of the agent %s', async (agent) => {
    const parts = await collect(
      client.runs.stream(null, agent, { input: human('hello'), streamMode: 'messages-tuple' }),
    );
    const text = parts
      .filter(({ event }) => event === 'messages')
      .map(({ data }) => (data as [{ type: string; content: string }])[0])
      .filter(({ type }) => type.startsWith('ai') || type.startsWith('AI'))
      .map(({ content }) => content);
    expect(text.join('')).toBe('You said: hello');
  });

  it('streams messages as they grow', async () => {
    const parts = await collect(client.runs.stream(null, 'chat', { input: human('hello'), streamMode: 'messages' }));
    const partial = parts.filter(({ event }) => event === 'messages/partial');
    expect(partial.at(-1)?.data).toMatchObject([{ content: 'You said: hello' }]);
    expect(parts.filter(({ event }) => event === 'messages/metadata')).toHaveLength(1);
    const complete = parts.filter(({ event }) => event === 'messages/complete').flatMap(({ data }) => data as object[]);
    expect(complete).toMatchObject([
      { type: 'human', content: 'hello' },
      { type: 'ai', content: 'You said: hello' },
    ]);
  });

  it.each(['debug', 'tasks', 'checkpoints', 'events'] as const)('streams the mode %s', async (streamMode) => {
    const parts = await collect(client.runs.stream(null, 'steps', { input: { log: [] }, streamMode }));
    const data = parts.filter(({ event }) => event === streamMode);
    expect(data.length).toBeGreaterThan(2);
    expect(parts.filter(({ event }) => event === 'error')).toEqual([]);
    expect(JSON.stringify(data)).not.toContain('__pregel_checkpointer');
    expect(JSON.stringify(data)).not.toContain('__leeward');
  });

  it('reads the events of a run again, from the start or behind one', async () => {
    const thread = await client.threads.create();
    const run = await client.runs.create(thread.thread_id, 'steps', { input: { log: [] }, streamResumable: true });
    await client.runs.join(thread.thread_id, run.run_id);
    const all = await collect(client.runs.joinStream(thread.thread_id, run.run_id, { lastEventId: '-1' }));
    expect(all.length).toBeGreaterThan(3);
    const rest = await collect(client.runs.joinStream(thread.thread_id, run.run_id, { lastEventId: all[1]?.id ?? '' }));
    expect(rest).toEqual(all.slice(2));
  });

  it('asks a person, and goes on with the answer', async () => {
    const thread = await client.threads.create();
    const asked = await client.runs.wait(thread.thread_id, 'steps', { input: { log: ['ask'] } });
    expect(asked).toMatchObject({ __interrupt__: [{ value: { question: 'Which?' } }] });
    const waiting = await client.threads.get(thread.thread_id);
    expect(waiting.status).toBe('interrupted');
    expect(Object.values(waiting.interrupts)).toMatchObject([[{ value: { question: 'Which?' } }]]);
    const state = await client.threads.getState(thread.thread_id);
    expect(state).toMatchObject({ next: ['second'], tasks: [{ name: 'second', interrupts: [{}] }] });
    const values = await client.runs.wait(thread.thread_id, 'steps', { command: { resume: 'this one' } });
    expect(values).toMatchObject({ answer: 'this one', log: ['ask', 'first', 'second', 'third'] });
    expect((await client.threads.get(thread.thread_id)).status).toBe('idle');
  });

  it('approves the call of a tool of an agent', async () => {
    const thread = await client.threads.create();
    await client.runs.wait(thread.thread_id, 'chat', { input: human('mail:good day') });
    const { interrupts } = await client.threads.get(thread.thread_id);
    expect(JSON.stringify(interrupts)).toContain('send_mail');
    const values = await client.runs.wait(thread.thread_id, 'chat', {
      command: { resume: { decisions: [{ type: 'approve' }] } },
    });
    expect(JSON.stringify(values)).toContain('Result: sent good day');
  });

  it('stops before and after nodes', async () => {
    const thread = await client.threads.create();
    await client.runs.wait(thread.thread_id, 'steps', { input: { log: [] }, interruptBefore: ['second'] });
    expect(await client.threads.getState(thread.thread_id)).toMatchObject({ next: ['second'] });
    expect((await client.threads.get(thread.thread_id)).status).toBe('interrupted');
    await client.runs.wait(thread.thread_id, 'steps', { input: null, interruptAfter: ['second'] });
    expect(await client.threads.getState(thread.thread_id)).toMatchObject({ next: ['third'] });
  });

  it('changes the state, lists the history, and goes back in time', async () => {
    const thread = await client.threads.create();
    await client.runs.wait(thread.thread_id, 'steps', { input: { log: ['begin'] } });
    const history = await client.threads.getHistory(thread.thread_id);
    expect(history.map(({ next }) => next[0])).toEqual([undefined, 'third', 'second', 'first', '__start__']);
    const past = history[1]?.checkpoint;
    await client.threads.updateState(thread.thread_id, {
      values: { log: ['changed'] },
      checkpoint: past,
      asNode: 'second',
    });
    const values = await client.runs.wait(thread.thread_id, 'steps', { input: null });
    expect(values).toMatchObject({ log: ['begin', 'first', 'second', 'changed', 'third'] });
    const again = await client.runs.wait(thread.thread_id, 'steps', { input: null, checkpoint: past });
    expect(again).toMatchObject({ log: ['begin', 'first', 'second', 'third'] });
    const state = await client.threads.getState(thread.thread_id, past?.checkpoint_id ?? '');
    expect(state.values).toMatchObject({ log: ['begin', 'first', 'second'] });
  });

  it('tells the error of a failed run', async () => {
    const thread = await client.threads.create();
    await expect(client.runs.wait(thread.thread_id, 'steps', { input: { log: ['fail'] } })).rejects.toThrow(
      'The second step failed.',
    );
    expect((await client.threads.get(thread.thread_id)).status).toBe('error');
    const [run] = await client.runs.list(thread.thread_id);
    expect(run?.status).toBe('error');
  });

  it('cancels a run under way', async () => {
    const thread = await client.threads.create();
    const run = await client.runs.create(thread.thread_id, 'waiting', { input: { log: [] } });
    await until(() => server.gate.waiting > 0);
    await client.runs.cancel(thread.thread_id, run.run_id, true);
    expect(await client.runs.get(thread.thread_id, run.run_id)).toMatchObject({ status: 'interrupted' });
    expect((await client.threads.get(thread.thread_id)).status).toBe('idle');
    server.gate.open();
  });

  it('undoes a run that is rolled back', async () => {
    const thread = await client.threads.create();
    await client.runs.wait(thread.thread_id, 'steps', { input: { log: ['kept'] } });
    const before = await client.threads.getState(thread.thread_id);
    const run = await client.runs.create(thread.thread_id, 'waiting', { input: { log: ['undone'] } });
    await until(() => server.gate.waiting > 0);
    await client.runs.cancel(thread.thread_id, run.run_id, true, 'rollback');
    const after = await client.threads.getState(thread.thread_id);
    expect(after.values).toEqual(before.values);
    server.gate.open();
  });

  it.each([
    ['reject', 1],
    ['enqueue', 2],
    ['interrupt', 2],
    ['rollback', 2],
  ] as const)('treats a second run by the strategy %s', async (multitaskStrategy, expected) => {
    const thread = await client.threads.create();
    await client.runs.create(thread.thread_id, 'waiting', { input: { log: ['one'] } });
    await until(() => server.gate.waiting > 0);
    const second = client.runs.create(thread.thread_id, 'steps', { input: { log: ['two'] }, multitaskStrategy });
    if (multitaskStrategy === 'reject') await expect(second).rejects.toThrow(/409/);
    else await second;
    server.gate.open();
    await until(async () => (await client.threads.get(thread.thread_id)).status === 'idle');
    const runs = await client.runs.list(thread.thread_id);
    expect(runs.length).toBe(multitaskStrategy === 'rollback' ? 1 : expected);
    const { values } = await client.threads.getState(thread.thread_id);
    const { log } = values as { readonly log: readonly string[] };
    expect(log.includes('two')).toBe(multitaskStrategy !== 'reject');
    expect(log.includes('one')).toBe(multitaskStrategy !== 'rollback');
    expect(log.includes('waited')).toBe(multitaskStrategy === 'enqueue' || multitaskStrategy === 'reject');
  });

  it('runs without a thread, and keeps none', async () => {
    const before = await client.threads.count();
    const values = await client.runs.wait(null, 'steps', { input: { log: [] } });
    expect(values).toMatchObject({ log: ['first', 'second', 'third'] });
    expect(await client.threads.count()).toBe(before);
    const batch = await client.runs.createBatch([
      { assistantId: 'steps', input: { log: [] } },
      { assistantId: 'steps', input: { log: [] } },
    ] as never);
    expect(batch).toHaveLength(2);
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
