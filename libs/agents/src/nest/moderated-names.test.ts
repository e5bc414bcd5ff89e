import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createModerator, definePolicy } from '@leeward/moderation';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';

const word = 'quayleak';
const card = '4111111111111111';
let server: AgentsApp;

beforeAll(async () => {
  const moderator = createModerator({
    policy: definePolicy({
      name: 'test',
      version: '1',
      rules: [{ name: 'quay', words: [word] }],
      categories: { 'x/rules': { action: 'block' } },
    }),
  });
  server = await startAgentsApp({ moderator });
});

afterAll(() => server.close());

const say = (content: string) => ({ messages: [{ role: 'user', content }] });

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { 'content-type': 'application/json', 'x-caller': 'tester' };
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

describe('a forbidden text', () => {
  const uuid = '00000000-0000-4000-8000-000000000000';
  it.each<[string, string, object]>([
    ['the agent of a thread', '/threads', { metadata: { graph_id: [word] } }],
    ['the assistant of a thread', '/threads', { metadata: { assistant_id: { text: word } } }],
    ['the assistant of a thread, as a name', '/threads', { metadata: { assistant_id: word } }],
    ['a node to stop before', '/runs', { assistant_id: 'chat', input: say('x'), interrupt_before: [word] }],
    ['a node to stop after', '/runs', { assistant_id: 'chat', input: say('x'), interrupt_after: [word] }],
    ['a webhook', '/runs', { assistant_id: 'chat', input: say('x'), webhook: `https://example.com/?q=${word}` }],
    ['a checkpoint', '/runs', { assistant_id: 'chat', input: say('x'), checkpoint_id: word }],
    ['a namespace', '/runs', { assistant_id: 'chat', input: say('x'), checkpoint: { checkpoint_ns: word } }],
    ['a map', '/runs', { assistant_id: 'chat', input: say('x'), checkpoint: { checkpoint_map: { '': word } } }],
    [
      'a checkpoint of a configuration',
      '/runs',
      { assistant_id: 'chat', input: say('x'), config: { configurable: { checkpoint_id: word } } },
    ],
    [
      'the id of a message',
      '/runs',
      { assistant_id: 'chat', input: { messages: [{ role: 'user', id: word, content: 'x' }] } },
    ],
    [
      'the name of an author',
      '/runs',
      { assistant_id: 'chat', input: { messages: [{ role: 'user', name: word, content: 'x' }] } },
    ],
    [
      'the fields of a message',
      '/runs',
      { assistant_id: 'chat', input: { messages: [{ role: 'user', additional_kwargs: { a: word }, content: 'x' }] } },
    ],
    [
      'the id of a call',
      '/runs',
      {
        assistant_id: 'chat',
        input: { messages: [{ role: 'assistant', content: '', tool_calls: [{ id: word, name: 'x', args: {} }] }] },
      },
    ],
    [
      'a step to go to',
      `/threads/${uuid}/runs`,
      { assistant_id: 'chat', if_not_exists: 'create', command: { goto: word } },
    ],
    [
      'a field of an update',
      `/threads/${uuid}/runs`,
      { assistant_id: 'chat', if_not_exists: 'create', command: { update: { [word]: 1 } } },
    ],
    ['a tag', '/runs', { assistant_id: 'chat', input: say('x'), config: { tags: [word] } }],
    ['a field of an input', '/runs', { assistant_id: 'chat', input: { ...say('x'), [word]: 1 } }],
  ])('is not saved as %s', async (_, path, body) => {
    const { status, text } = await post(path, body);
    expect(text).not.toContain(word);
    expect(status).toBe(422);
  });
});

it('refuses an id with a part that the policy redacts, because it would name something else', async () => {
  const messages = [{ role: 'user', id: card, content: 'x' }];
  const { status, text } = await post('/runs', { assistant_id: 'chat', input: { messages } });
  expect(status).toBe(422);
  expect(text).toContain('a name or an id holds text that the moderation policy redacts');
});

it('calls a webhook whose address holds a key', async () => {
  const webhook = `https://hooks.example.com/${card}`;
  const { status, text } = await post('/runs', { assistant_id: 'chat', input: say('x'), webhook, after_seconds: 600 });
  expect(status).toBe(200);
  expect(text).toContain(webhook);
});

it('takes ids of checkpoints and messages', async () => {
  const { thread_id: id } = await server.client.threads.create();
  await server.client.runs.wait(id, 'chat', { input: { messages: [{ type: 'human', id: 'msg-1', content: 'x' }] } });
  const [latest] = await server.client.threads.getHistory(id);
  const { status, text } = await post(`/threads/${id}/runs/wait`, {
    assistant_id: 'chat',
    input: say('again'),
    checkpoint: latest?.checkpoint,
    interrupt_before: ['tools'],
  });
  expect(status).toBe(200);
  expect(text).toContain('You said: again');
});

it('refuses a state of a step that the agent does not have', async () => {
  const { thread_id: id } = await server.client.threads.create({ graphId: 'chat' });
  const { status, text } = await post(`/threads/${id}/state`, { values: say('x'), as_node: 'nowhere' });
  expect(status).toBe(422);
  expect(text).toContain('fit no step of this agent');
});
