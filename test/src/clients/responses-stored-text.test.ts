import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';
import { callText, weather } from './responses-api.js';

const policy = {
  name: 'test',
  version: '1',
  rules: [{ name: 'projects', words: ['project bluebird'] }],
};
const blocked = 'project bluebird';
const mail = 'bob@harbour.org';
/** Finds text that the policy blocks or redacts, in every spelling of the tests. */
const forbidden = /bluebird|harbour\.org/i;

let folder = '';
let api: ServedApi;
let script: () => readonly string[] = () => ['Good day.'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-'));
  const file = join(folder, 'policy.json');
  await writeFile(file, JSON.stringify(policy));
  const engine = new ScriptedEngine(() => script());
  api = await serveSettings(engine, { DATA_PATH: join(folder, 'data'), POLICY_PATH: file });
});
afterAll(async () => {
  await api?.close();
  await rm(folder, { recursive: true });
});

/** Reads the database and the files beside it, also the write-ahead log. */
async function readFiles(): Promise<string> {
  const data = join(folder, 'data');
  const texts = (await readdir(data)).map((name) => readFile(join(data, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

const ignore = () => undefined;
const attempts: readonly (readonly [string, object])[] = [
  ['the input', { input: `Tell me about ${blocked}` }],
  ['instructions', { input: 'Hello', instructions: `Talk about ${blocked}` }],
  ['the value of a label', { input: 'Hello', metadata: { a: blocked } }],
  ['the name of a label', { input: 'Hello', metadata: { [blocked]: 'a' } }],
  ['a tool', { input: 'Hello', tools: [{ ...weather, description: blocked }] }],
  [
    'a format',
    { input: 'Hello', text: { format: { type: 'json_schema', name: 'a', schema: { description: blocked } } } },
  ],
  [
    'an earlier message',
    {
      input: [
        { role: 'user', content: blocked },
        { role: 'assistant', content: 'No.' },
        { role: 'user', content: 'Hello' },
      ],
    },
  ],
  [
    'the result of a call',
    {
      input: [
        { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}' },
        { type: 'function_call_output', call_id: 'a', output: blocked },
      ],
    },
  ],
  ['redacted text', { input: `I am ${mail}`, instructions: `Write as ${mail}`, metadata: { [mail]: mail } }],
];

describe('the files of the storage', () => {
  it.each(attempts)('never hold %s that the policy blocks or redacts', async (_, body) => {
    for (const fields of [{}, { stream: true }, { background: true }]) {
      const answer = await api.client.responses.create({ ...body, ...fields }).catch(ignore);
      if (answer && Symbol.asyncIterator in answer) for await (const _event of answer) ignore();
    }
    expect(await readFiles()).not.toMatch(forbidden);
  });

  it.each([
    ['an answer', ['Fine. ', 'It is project ', 'bluebird. ', 'Now.']],
    ['a redacted answer', ['Ask bob@har', 'bour.org. ']],
    ['a call', [callText.replace('Oslo', mail)]],
    ['a blocked call', [callText.replace('Oslo', blocked)]],
  ])('never hold %s that the policy blocks or redacts', async (_, parts) => {
    script = () => parts;
    const { conversations, responses } = api.client;
    const { id: conversation } = await conversations.create();
    const body = { input: 'A question', tools: [weather] };
    await responses.create(body).catch(ignore);
    await responses.create({ ...body, conversation, store: false }).catch(ignore);
    await responses
      .stream({ model: 'default', ...body })
      .finalResponse()
      .catch(ignore);
    await responses
      .stream({ model: 'default', ...body, background: true })
      .finalResponse()
      .catch(ignore);
    script = () => ['Good day.'];
    const text = await readFiles();
    expect(text).not.toMatch(forbidden);
    // The turns themselves are there: the test looks at the right files.
    expect(text).toContain('A question');
  });

  it('never hold items and labels of conversations that the policy blocks', async () => {
    const { conversations } = api.client;
    const items = [{ role: 'user' as const, content: blocked }];
    await conversations.create({ items }).catch(ignore);
    await conversations.create({ metadata: { [blocked]: 'a' } }).catch(ignore);
    const { id } = await conversations.create({ items: [{ role: 'user', content: `I am ${mail}` }] });
    await conversations.items.create(id, { items }).catch(ignore);
    await conversations.update(id, { metadata: { a: blocked } }).catch(ignore);
    expect(await readFiles()).not.toMatch(forbidden);
  });

  it('do not hold deleted text any more', async () => {
    const { id } = await api.client.responses.create({ input: 'A very special question' });
    expect(await readFiles()).toContain('A very special question');
    await api.client.responses.delete(id);
    expect(await readFiles()).not.toContain('A very special question');
  });
});
