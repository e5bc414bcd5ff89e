import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { Agent, OpenAIProvider, Runner, setTracingDisabled } from '@openai/agents';
import OpenAI from 'openai';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'responses-'));
});
afterAll(() => rm(folder, { recursive: true }));

const notThere = { status: 404 };

describe('responses with keys', () => {
  let api: ServedApi;
  beforeAll(async () => {
    const keys = ['ann', 'bob'].map((name) => ({
      name,
      sha256: createHash('sha256').update(`key-of-${name}`).digest('hex'),
    }));
    const file = join(folder, 'keys.json.txt');
    await writeFile(file, JSON.stringify({ keys }));
    api = await serveSettings(new ScriptedEngine(() => ['Good day.']), {
      API_KEYS_PATH: file,
      MODEL_ALIASES: 'gpt-5.6-luna:default',
    });
  });
  afterAll(() => api?.close());

  const createClient = (apiKey: string) => new OpenAI({ baseURL: `${api.url}/v1`, apiKey, maxRetries: 0 });

  it('belong to the key that made them', async () => {
    const [ann, bob] = [createClient('key-of-ann'), createClient('key-of-bob')];
    const response = await ann.responses.create({ input: 'Hello', background: true });
    const { id } = response;
    const { id: conversation } = await ann.conversations.create();
    const item = (await ann.responses.create({ input: 'Hello' })).output[0]?.id ?? '';
    const attempts = [
      () => bob.responses.retrieve(id),
      () => bob.responses.retrieve(id, { stream: true }),
      () => bob.responses.cancel(id),
      () => bob.responses.delete(id),
      () => bob.responses.inputItems.list(id),
      () => bob.responses.create({ input: [{ type: 'item_reference', id: item }] }),
      () => bob.responses.create({ input: 'a', conversation }),
      () => bob.conversations.retrieve(conversation),
      () => bob.conversations.items.list(conversation),
      () => bob.conversations.delete(conversation),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(notThere);
    await expect(bob.responses.create({ input: 'a', previous_response_id: id })).rejects.toMatchObject({ status: 400 });
    expect(await ann.responses.retrieve(id)).toMatchObject({ id });
    expect(await ann.conversations.retrieve(conversation)).toMatchObject({ id: conversation });
  });

  it.each([
    ['GET', 'responses/resp_a'],
    ['DELETE', 'responses/resp_a'],
    ['POST', 'responses'],
    ['POST', 'conversations'],
  ])('ask for a key: %s /v1/%s', async (method, path) => {
    expect((await fetch(`${api.url}/v1/${path}`, { method })).status).toBe(401);
  });

  it('answer the model that the OpenAI Agents SDK asks for by default', async () => {
    setTracingDisabled(true);
    const runner = new Runner({
      modelProvider: new OpenAIProvider({ baseURL: `${api.url}/v1`, apiKey: 'key-of-ann' }),
    });
    const result = await runner.run(new Agent({ name: 'Guide' }), 'Hello');
    expect(result.finalOutput).toBe('Good day.');
  });
});

describe('responses in a folder of data', () => {
  it('stay there over a restart; those in the background that it cut off count as failed', async () => {
    const settings = { DATA_PATH: join(folder, 'data') };
    let first = await serveSettings(new ScriptedEngine(() => ['Good day.']), settings);
    const { id } = await first.client.responses.create({ input: 'Hello' });
    await first.close();
    const endless = new ScriptedEngine(async function* ({ signal }) {
      yield 'This is a beginning. ';
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    });
    first = await serveSettings(endless, settings);
    const { id: cutOff } = await first.client.responses.create({ input: 'Hello', background: true });
    await first.close();
    const second = await serveSettings(new ScriptedEngine(() => ['Good night.']), settings);
    expect(await second.client.responses.retrieve(id)).toMatchObject({
      output: [{ content: [{ text: 'Good day.' }] }],
    });
    expect(await second.client.responses.retrieve(cutOff)).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: expect.stringContaining('stopped') },
    });
    await second.close();
  });

  it('stop the start when the folder cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(serveSettings(new ScriptedEngine(() => []), { DATA_PATH: file })).rejects.toThrow(/^DATA_PATH: /);
  });
});

describe('a server that keeps nothing', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveSettings(new ScriptedEngine(() => ['Good day.']), { DATA_PATH: 'off' });
  });
  afterAll(() => api?.close());

  it('answers without storing, and says so', async () => {
    const response = await api.client.responses.create({ input: 'Hello', store: true });
    expect(response).toMatchObject({ status: 'completed', store: false });
    await expect(api.client.responses.retrieve(response.id)).rejects.toMatchObject({ error: { code: 'storage_off' } });
  });

  it.each([
    ['previous_response_id', { input: 'a', previous_response_id: 'b' }],
    ['conversation', { input: 'a', conversation: 'b' }],
    ['background', { input: 'a', background: true }],
    ['input[0]', { input: [{ type: 'item_reference' as const, id: 'b' }] }],
  ])('refuses what needs the storage: %s', async (param, body) => {
    await expect(api.client.responses.create(body)).rejects.toMatchObject({
      status: 400,
      error: { code: 'storage_off', param, message: expect.stringContaining('DATA_PATH') },
    });
  });

  it('has no conversations', async () => {
    await expect(api.client.conversations.create()).rejects.toMatchObject({ error: { code: 'storage_off' } });
  });
});

describe('responses of a strict server', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveSettings(new ScriptedEngine(() => ['Good day.']), { STRICT_FIELDS: 'true' });
  });
  afterAll(() => api?.close());

  it.each<[string, object]>([
    ['reasoning', { reasoning: { effort: 'low' } }],
    ['text.verbosity', { text: { verbosity: 'low' } }],
    ['input[0].summary', { input: [{ type: 'reasoning', id: 'a', summary: [{ type: 'summary_text', text: 'b' }] }] }],
  ])('refuse what others ignore: %s', async (param, fields) => {
    await expect(api.client.responses.create({ input: 'Hello', ...fields })).rejects.toMatchObject({
      status: 400,
      error: { code: 'unsupported_parameter', param },
    });
  });

  it('take labels, and what asks for nothing', async () => {
    const fields = { user: 'ann', metadata: {}, service_tier: 'auto' as const, prompt: null };
    expect(await api.client.responses.create({ input: 'Hello', ...fields })).toMatchObject({ status: 'completed' });
  });
});
