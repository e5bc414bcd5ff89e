import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createModerator, definePolicy } from '@leeward/moderation';
import fc from 'fast-check';
import { openAgentStorage } from '../storage/index.js';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';

const forbidden = 'quayleak';
const id = '01a221e4-781b-7745-a0f0-58af4541f106';
let folder: string;
let server: AgentsApp;
let answers = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leeward-rest-'));
  const rules = [{ name: 'quay', words: [forbidden] }];
  const categories = { 'x/rules': { action: 'block' } } as const;
  const moderator = createModerator({ policy: definePolicy({ name: 'test', version: '1', rules, categories }) });
  server = await startAgentsApp({ storage: await openAgentStorage({ path: join(folder, 'agents.db') }), moderator });
  await server.client.threads.create({ threadId: id, graphId: 'steps' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Sends a request, and keeps its answer with its stream. */
async function send(method: string, path: string, body: unknown): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-caller': 'tester' };
  const response = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
  answers += await response.text();
  return response.status;
}

/** A text that no moderator sees in the input: an agent turns it round, and gives it out. */
const turn = (text: string): string => `turn:${[...text].reverse().join('')}`;
const stream_mode = [
  'values',
  'updates',
  'messages',
  'messages-tuple',
  'custom',
  'events',
  'debug',
  'tasks',
  'checkpoints',
];
const say = (content: string) => ({ messages: [{ role: 'user', content }] });
const run = (assistant_id: string, more: object) => ({ assistant_id, stream_mode, ...more });

const entries: Readonly<Record<string, (text: string) => readonly [string, string, unknown]>> = {
  input: (text) => ['POST', '/runs/stream', run('steps', { input: { log: [text] } })],
  message: (text) => ['POST', '/runs/stream', run('bare', { input: say(text) })],
  'tool arguments': (text) => ['POST', '/runs/stream', run('chat', { input: say(turn(`mail:${text}`)) })],
  'tool results': (text) => [
    'POST',
    '/runs/stream',
    run('chat', { input: { messages: [{ role: 'tool', tool_call_id: 'a', content: text }] } }),
  ],
  output: (text) => ['POST', '/runs/stream', run('bare', { input: say(turn(text)) })],
  'moderated output': (text) => ['POST', '/runs/stream', run('chat', { input: say(turn(text)) })],
  'custom events': (text) => ['POST', '/runs/stream', run('steps', { input: { log: [turn(text)] } })],
  resume: (text) => ['POST', `/threads/${id}/runs/stream`, run('steps', { command: { resume: { a: [text] } } })],
  update: (text) => ['POST', `/threads/${id}/runs/wait`, run('steps', { command: { update: { log: [text] } } })],
  'step input': (text) => [
    'POST',
    `/threads/${id}/runs/wait`,
    run('steps', { command: { goto: [{ node: 'third', input: { log: [text] } }] } }),
  ],
  state: (text) => ['POST', `/threads/${id}/state`, { values: { log: [text] }, as_node: 'first' }],
  supersteps: (text) => [
    'POST',
    '/threads',
    { metadata: { graph_id: 'steps' }, supersteps: [{ updates: [{ values: { log: [text] }, as_node: 'first' }] }] },
  ],
  metadata: (text) => ['PATCH', `/threads/${id}`, { metadata: { a: { b: text } } }],
  'names of metadata': (text) => ['POST', '/threads', { metadata: { [text]: 1 } }],
  configuration: (text) => [
    'POST',
    '/runs/wait',
    run('steps', { input: { log: [] }, config: { configurable: { text }, tags: [text] } }),
  ],
  context: (text) => ['POST', '/runs/wait', run('steps', { input: { log: [] }, context: { text } })],
  item: (text) => ['PUT', '/store/items', { namespace: ['a'], key: 'k', value: { text } }],
  namespace: (text) => ['PUT', '/store/items', { namespace: [text.replaceAll('.', '')], key: 'k', value: {} }],
  assistant: (text) => ['POST', '/assistants', { graph_id: 'steps', name: text, description: text }],
  'plain call': (text) => ['POST', '/v1/agents/bare/stream', { message: text }],
  'chat of the AI SDK': (text) => [
    'POST',
    '/v1/agents/bare/chat',
    { id: 'chat', messages: [{ id: 'a', role: 'user', parts: [{ type: 'text', text }] }] },
  ],
  'protocol v2': (text) => [
    'POST',
    `/threads/${id}/commands`,
    { id: 1, method: 'run.start', params: { assistant_id: 'steps', input: { log: [text] } } },
  ],
};

async function readFiles(): Promise<string> {
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))).join('');
}

it.each(Object.entries(entries))('takes a harmless text by the entry: %s', async (_, toRequest) => {
  expect(await send(...toRequest('harmless'))).toBeLessThan(400);
});

it('gives no forbidden text to a client, a state, a history, a store or a file, whatever entry it comes by', async () => {
  const words = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  const attack = fc.tuple(fc.constantFrom(...Object.keys(entries)), words, words);
  await fc.assert(
    fc.asyncProperty(attack, async ([entry, before, after]) => {
      answers = '';
      const [method, path, body] = entries[entry]?.(`${before} ${forbidden} ${after}`) ?? ['GET', '/ok', undefined];
      await send(method, path, body);
      expect(answers).not.toContain(forbidden);
    }),
    { seed: 11, numRuns: 60, examples: Object.keys(entries).map((entry) => [[entry, 'a', 'b']]) },
  );
  answers = '';
  await send('POST', '/threads/search', { limit: 1_000 });
  await send('POST', `/threads/${id}/history`, { limit: 1_000 });
  await send('POST', '/store/items/search', { namespace_prefix: [] });
  await send('POST', '/assistants/search', { limit: 1_000 });
  expect(answers).not.toContain(forbidden);
  expect(await readFiles()).not.toContain(forbidden);
});
