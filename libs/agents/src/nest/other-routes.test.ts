import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client } from '@langchain/langgraph-sdk';
import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { toAssistantId } from '../runtime/index.js';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';

let server: AgentsApp;
let client: Client;

beforeAll(async () => {
  server = await startAgentsApp({ path: 'agents', allowsPrivateWebhooks: true });
  ({ client } = server);
});

afterAll(() => server.close());

const post = async (path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> => {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-caller': 'tester' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
};

describe('assistants over REST', () => {
  it('gives each agent an assistant of its name', async () => {
    const found = await client.assistants.search({ limit: 100 });
    expect(found.map(({ graph_id: graph }) => graph).toSorted()).toEqual([
      'bare',
      'chat',
      'nested',
      'steps',
      'waiting',
    ]);
    expect(await client.assistants.get('chat')).toMatchObject({
      assistant_id: toAssistantId('chat'),
      metadata: { created_by: 'system' },
    });
  });

  it('keeps versions of an assistant', async () => {
    const made = await client.assistants.create({ graphId: 'steps', name: 'Steps', metadata: { kind: 'test' } });
    const changed = await client.assistants.update(made.assistant_id, { name: 'Renamed', metadata: { more: 1 } });
    expect(changed).toMatchObject({ name: 'Renamed', version: 2, metadata: { kind: 'test', more: 1 } });
    const versions = await client.assistants.getVersions(made.assistant_id);
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(await client.assistants.setLatest(made.assistant_id, 1)).toMatchObject({ name: 'Steps', version: 1 });
    expect(await client.assistants.count({ metadata: { kind: 'test' } })).toBe(1);
    const values = await client.runs.wait(null, made.assistant_id, { input: { log: [] } });
    expect(values).toMatchObject({ log: ['first', 'second', 'third'] });
    await client.assistants.delete(made.assistant_id);
    await expect(client.assistants.get(made.assistant_id)).rejects.toThrow(/404/);
  });

  it('draws a graph, and gives its schemas and subgraphs', async () => {
    const graph = await client.assistants.getGraph('steps');
    expect(graph.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['__start__', 'first', 'second', 'third']));
    expect(await client.assistants.getSchemas('steps')).toMatchObject({ graph_id: 'steps' });
    expect(await client.assistants.getSubgraphs('steps')).toEqual({});
  });
});

describe('the long-term memory over REST', () => {
  it('saves, reads, finds and deletes values', async () => {
    await client.store.putItem(['users', 'ada'], 'likes', { drink: 'tea' });
    expect(await client.store.getItem(['users', 'ada'], 'likes')).toMatchObject({ value: { drink: 'tea' } });
    expect((await client.store.searchItems(['users'], { query: 'tea' })).items).toHaveLength(1);
    expect(await client.store.listNamespaces({ prefix: ['users'] })).toEqual({ namespaces: [['users', 'ada']] });
    expect((await server.clientOf('other').store.searchItems(['users'])).items).toEqual([]);
    await client.store.deleteItem(['users', 'ada'], 'likes');
    expect(await client.store.getItem(['users', 'ada'], 'likes')).toBeNull();
  });
});

describe('plain routes', () => {
  it('calls an agent, and answers its question', async () => {
    const { text } = await post('/v1/agents/chat/invoke', { message: 'hello' });
    expect(JSON.parse(text)).toMatchObject({ status: 'success', text: 'You said: hello' });
    const { thread_id: threadId } = await client.threads.create();
    const asked = await post('/v1/agents/chat/invoke', { message: 'mail:good day', thread_id: threadId });
    expect(JSON.parse(asked.text)).toMatchObject({ status: 'interrupted', thread_id: threadId });
    const answered = await post('/v1/agents/chat/invoke', {
      resume: { decisions: [{ type: 'approve' }] },
      thread_id: threadId,
    });
    expect(JSON.parse(answered.text)).toMatchObject({ status: 'success', text: 'Result: sent good day' });
  });

  it('keeps the thread of a call without one while its question waits', async () => {
    const asked = JSON.parse((await post('/v1/agents/chat/invoke', { message: 'mail:good day' })).text) as {
      readonly status: string;
      readonly thread_id: string;
    };
    expect(asked.status).toBe('interrupted');
    const resume = { decisions: [{ type: 'approve' }] };
    const answered = await post('/v1/agents/chat/invoke', { resume, thread_id: asked.thread_id });
    expect(JSON.parse(answered.text)).toMatchObject({ status: 'success', text: 'Result: sent good day' });
  });

  it('streams an agent as named events', async () => {
    const { text } = await post('/v1/agents/bare/stream', { message: 'hello' });
    const events = text.match(/^event: .*$/gm) ?? [];
    expect(events[0]).toBe('event: text');
    expect(events.at(-1)).toBe('event: done');
  });

  it('streams messages to the AI SDK', async () => {
    const transport = new DefaultChatTransport({
      api: `${server.url}/v1/agents/chat/chat`,
      headers: { 'x-caller': 'tester' },
    });
    const message: UIMessage = { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hello' }] };
    const stream = await transport.sendMessages({
      chatId: 'chat-1',
      messages: [message],
      trigger: 'submit-message',
      messageId: undefined,
      abortSignal: undefined,
    });
    let last: UIMessage | undefined;
    for await (const snapshot of readUIMessageStream({ stream })) last = snapshot;
    const texts = last?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    expect(texts).toEqual(['You said: hello']);
  });

  it('calls a webhook when a run has ended', async () => {
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
    await client.runs.wait(null, 'steps', {
      input: { log: [] },
      webhook: `http://127.0.0.1:${port}/done`,
    });
    while (bodies.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(bodies).toMatchObject([{ status: 'success', values: { log: ['first', 'second', 'third'] } }]);
    listener.closeAllConnections();
    listener.close();
  });
});

describe('protocol v2', () => {
  it('starts a run, and streams its messages', async () => {
    const thread = client.threads.stream({ assistantId: 'chat', transport: 'sse' });
    const texts: string[] = [];
    const reading = (async () => {
      for await (const message of thread.messages) texts.push(await message.text);
    })();
    await thread.run.start({ input: { messages: [{ role: 'user', content: 'hello' }] } });
    while (!texts.includes('You said: hello')) await new Promise((resolve) => setTimeout(resolve, 10));
    await thread.close();
    await reading.catch(() => undefined);
  });

  it('tells state and errors as answers to commands', async () => {
    const { thread_id: threadId } = await client.threads.create();
    const command = async (method: string, params: object): Promise<unknown> =>
      JSON.parse((await post(`/threads/${threadId}/commands`, { id: 1, method, params })).text) as unknown;
    expect(await command('state.get', {})).toMatchObject({ type: 'success', id: 1, result: { values: {} } });
    expect(await command('run.start', {})).toMatchObject({ type: 'error', error: 'invalid_argument' });
    expect(await command('unknown', {})).toMatchObject({ type: 'error', error: 'invalid_argument' });
    expect(await command('input.respond', { interrupt_id: 'a', response: 1 })).toMatchObject({ type: 'error' });
  });
});

describe('errors over REST', () => {
  const missing = '01a221e4-781b-7745-a0f0-58af4541f106';

  it.each<[string, string, unknown, number, string]>([
    ['a field of a wrong type', '/threads', { metadata: 'x' }, 422, 'REQUEST_INVALID'],
    ['an id that is no UUID', '/threads/abc/history', {}, 422, 'REQUEST_INVALID'],
    ['a missing thread', `/threads/${missing}/history`, {}, 404, 'THREAD_MISSING'],
    ['a missing run', `/threads/${missing}/runs/${missing}/cancel`, {}, 404, 'RUN_MISSING'],
    ['a missing assistant', '/runs', { assistant_id: 'nobody' }, 404, 'ASSISTANT_MISSING'],
    ['a missing agent', '/v1/agents/nobody/invoke', { message: 'x' }, 404, 'AGENT_MISSING'],
    ['crons', '/runs/crons', {}, 404, 'ROUTE_UNSUPPORTED'],
    ['a webhook that is no address', '/runs', { assistant_id: 'steps', webhook: 'x' }, 422, 'ADDRESS_REFUSED'],
    ['a namespace with a dot', '/store/namespaces', { prefix: ['a.b'] }, 422, 'REQUEST_INVALID'],
    ['two inputs', '/v1/agents/chat/invoke', { message: 'x', resume: 1 }, 422, 'REQUEST_INVALID'],
  ])('refuses %s', async (_, path, body, status, code) => {
    const answer = await post(path, body);
    expect({ status: answer.status, code: (JSON.parse(answer.text) as { code: string }).code }).toEqual({
      status,
      code,
    });
  });

  it('tells that it is there', async () => {
    expect(await (await fetch(`${server.url}/ok`)).json()).toEqual({ ok: true });
    expect(await (await fetch(`${server.url}/info`)).json()).toMatchObject({
      flags: { assistants: true, crons: false },
    });
  });
});
