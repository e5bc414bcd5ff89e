import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createModerator, definePolicy } from '@leeward/moderation';
import { type AgentsApp, startAgentsApp } from '../../testing/agents-app.js';
import { createGuardedAgent, type GuardedAgent } from '../../testing/guarded-agents.js';

const moderator = createModerator({
  policy: definePolicy({
    name: 'test',
    version: '1',
    rules: [{ name: 'quay', words: ['quayleak'] }],
    categories: { 'x/rules': { action: 'block' } },
  }),
});

let server: AgentsApp;
let agent: GuardedAgent;

async function start(approvalExpiry?: number): Promise<void> {
  agent = createGuardedAgent(moderator, { approvalExpiry });
  server = await startAgentsApp({
    agents: { guarded: agent.served },
    moderator,
    approvalMilliseconds: 20,
    allowsPrivateWebhooks: true,
  });
}

afterEach(() => server.close());

interface WireApproval {
  readonly approval_id: string;
  readonly thread_id: string;
  readonly agent: string;
  readonly status: string;
  readonly decision: unknown;
  readonly action_requests: readonly unknown[];
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  caller = 'tester',
): Promise<{ status: number; json: never }> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-caller': caller },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as never };
}

async function list(query = ''): Promise<readonly WireApproval[]> {
  return ((await send('GET', `/v1/approvals${query}`)).json as { approvals: WireApproval[] }).approvals;
}

/** Lets the agent ask about a payment. @returns the id of the approval */
async function ask(amount = 50, webhook?: string): Promise<WireApproval> {
  const { thread_id: id } = await server.client.threads.create();
  const input = { messages: [{ role: 'user', content: `pay:${amount}` }] };
  await server.client.runs.wait(id, 'guarded', { input, ...(webhook === undefined ? {} : { webhook }) });
  const [approval] = await list(`?thread_id=${id}`);
  if (approval === undefined) throw new Error('There is no approval.');
  return approval;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}

async function readMessages(threadId: string): Promise<string> {
  await until(async () => (await server.client.threads.get(threadId)).status === 'idle');
  return JSON.stringify((await server.client.threads.getState(threadId)).values);
}

describe('approvals over REST', () => {
  it('lists the calls that wait on all threads of a caller, by status, agent and thread', async () => {
    await start();
    const first = await ask(1);
    const second = await ask(2);
    expect(first).toMatchObject({
      agent: 'guarded',
      status: 'pending',
      decision: null,
      action_requests: [{ name: 'pay', args: { amount: 1 } }],
    });
    expect((await list()).map(({ approval_id: id }) => id)).toEqual([first.approval_id, second.approval_id]);
    expect(await list('?status=pending&agent=guarded&limit=1&offset=1')).toEqual([second]);
    expect(await list('?agent=another')).toEqual([]);
    expect(await list('?status=decided')).toEqual([]);
    expect((await send('GET', `/v1/approvals/${first.approval_id}`)).json).toEqual(first);
    expect((await send('GET', '/v1/approvals', undefined, 'another')).json).toEqual({ approvals: [] });
    expect((await send('GET', '/v1/approvals?status=x')).status).toBe(422);
  });

  it.each<[string, object, readonly unknown[], string]>([
    ['approve', { type: 'approve' }, [{ amount: 50 }], 'Result: Paid.'],
    ['edit', { type: 'edit', edited_action: { name: 'pay', args: { amount: 5 } } }, [{ amount: 5 }], 'Result: Paid.'],
    ['reject', { type: 'reject', message: 'Too much.' }, [], 'They say: Too much.'],
    ['respond', { type: 'respond', message: 'By hand.' }, [], 'Result: By hand.'],
  ])('let a person %s', async (type, decision, paid, text) => {
    await start();
    const { approval_id: id, thread_id: threadId } = await ask();
    const { status, json } = await send('POST', `/v1/approvals/${id}`, { ...decision, by: 'Ann', reason: 'Because.' });
    expect([status, json]).toMatchObject([202, { approval: { status: 'decided' }, run: { thread_id: threadId } }]);
    expect(await readMessages(threadId)).toContain(text);
    expect(agent.paid).toEqual(paid);
    expect((await list())[0]).toMatchObject({
      status: 'decided',
      decision: { decisions: [{ type, by: 'Ann', reason: 'Because.' }] },
    });
    expect(agent.decisions.at(-1)).toMatchObject({ outcome: type, decidedBy: 'Ann', hasReason: true, owner: 'tester' });
  });

  it.each<[string, unknown]>([
    ['a body without a decision', {}],
    ['an unknown decision', { type: 'maybe' }],
    ['two decisions about one call', { decisions: [{ type: 'approve' }, { type: 'approve' }] }],
    ['another tool', { type: 'edit', edited_action: { name: 'hang', args: {} } }],
    ['arguments that do not fit', { type: 'edit', edited_action: { name: 'pay', args: { amount: 'x' } } }],
    ['a forbidden text', { type: 'reject', message: 'It is a quayleak.' }],
    ['a forbidden reason', { type: 'approve', reason: 'It is a quayleak.' }],
  ])('refuse %s, and still wait', async (_, body) => {
    await start();
    const { approval_id: id } = await ask();
    expect(await send('POST', `/v1/approvals/${id}`, body)).toMatchObject({
      status: 422,
      json: { code: 'REQUEST_INVALID' },
    });
    expect((await list())[0]).toMatchObject({ status: 'pending', decision: null });
    expect(agent.paid).toEqual([]);
  });

  it('are decided once, and only by their owner', async () => {
    await start();
    const { approval_id: id, thread_id: threadId } = await ask();
    const decide = (caller?: string) => send('POST', `/v1/approvals/${id}`, { type: 'approve' }, caller);
    expect(await decide('another')).toMatchObject({ status: 404, json: { code: 'APPROVAL_MISSING' } });
    const answers = await Promise.all([decide(), decide(), decide()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    await readMessages(threadId);
    expect(await decide()).toMatchObject({ status: 409, json: { code: 'APPROVAL_SETTLED' } });
    expect(agent.paid).toEqual([{ amount: 50 }]);
  });

  it('expire without a client, and the run goes on', async () => {
    await start(200);
    const { approval_id: id, thread_id: threadId } = await ask();
    expect(await readMessages(threadId)).toContain('Nobody approved this call in time.');
    expect((await send('GET', `/v1/approvals/${id}`)).json).toMatchObject({ status: 'expired' });
    expect(agent.decisions.at(-1)).toMatchObject({ outcome: 'expired' });
    expect(agent.paid).toEqual([]);
    expect(await send('POST', `/v1/approvals/${id}`, { type: 'approve' })).toMatchObject({ status: 409 });
  });

  it('end when the thread goes on without an answer', async () => {
    await start();
    const { approval_id: id, thread_id: threadId } = await ask();
    const input = { messages: [{ role: 'user', content: 'hello' }] };
    await server.client.runs.wait(threadId, 'guarded', { input });
    expect((await send('GET', `/v1/approvals/${id}`)).json).toMatchObject({ status: 'expired' });
    expect(agent.paid).toEqual([]);
  });

  it('are told to the webhook of their run', async () => {
    await start();
    const bodies: unknown[] = [];
    const listener = createServer((request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        bodies.push(JSON.parse(text));
        response.end();
      });
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    const { approval_id: id } = await ask(7, `http://127.0.0.1:${port}/`);
    await until(() => bodies.length === 1);
    expect(bodies).toMatchObject([{ interrupts: [{ id, value: { action_requests: [{ args: { amount: 7 } }] } }] }]);
    await send('POST', `/v1/approvals/${id}`, { type: 'approve' });
    // The run that goes on has the webhook of the one that asked.
    await until(() => bodies.length === 2);
    expect(bodies[1]).not.toHaveProperty('interrupts');
    listener.closeAllConnections();
    listener.close();
  });
});
