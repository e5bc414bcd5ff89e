import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

describe("Anthropic's client with keys, aliases and strict fields", () => {
  let folder: string;
  let api: ServedApi;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'anthropic-'));
    const file = join(folder, 'keys.json.txt');
    const sha256 = createHash('sha256').update('key-of-ann').digest('hex');
    await writeFile(file, JSON.stringify({ keys: [{ name: 'ann', sha256 }] }));
    api = await serveSettings(new ScriptedEngine(() => ['Good day.']), {
      API_KEYS_PATH: file,
      STRICT_FIELDS: 'true',
      MODEL_ALIASES: 'claude-opus-5:default',
    });
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true });
  });

  const ask = (keys: object, fields: object = {}) =>
    new Anthropic({ baseURL: api.url, maxRetries: 0, apiKey: null, authToken: null, ...keys }).messages.create({
      model: 'claude-opus-5',
      max_tokens: 16,
      messages: [{ role: 'user', content: 'Hello' }],
      ...fields,
    });

  it.each([
    ['x-api-key', { apiKey: 'key-of-ann' }],
    ['Authorization', { authToken: 'key-of-ann' }],
    [
      'x-api-key, beside another in Authorization',
      { authToken: 'other', defaultHeaders: { 'x-api-key': 'key-of-ann' } },
    ],
  ])('lets a caller in by %s, and answers under an alias', async (_, keys) => {
    expect((await ask(keys)).content).toMatchObject([{ text: 'Good day.' }]);
  });

  it.each([
    ['a wrong key', { apiKey: 'wrong' }],
    ['wrong keys', { authToken: 'other', defaultHeaders: { 'x-api-key': 'wrong' } }],
    ['a key that is no key', { apiKey: 'x'.repeat(600) }],
  ])('keeps out %s', async (_, keys) => {
    const error = await ask(keys).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(error).toMatchObject({ type: 'authentication_error', error: { leeward: { code: 'invalid_api_key' } } });
  });

  it('keeps out a request without a key, and says how to send one', async () => {
    const response = await fetch(`${api.url}/v1/messages`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'authentication_error', message: expect.stringContaining('x-api-key: YOUR_KEY') },
    });
  });

  const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
  const answered = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: [thinking] },
    { role: 'user', content: 'Go on' },
  ];
  it.each<[object, string]>([
    [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, 'thinking'],
    [{ metadata: { user_id: 'ann' } }, 'metadata'],
    [{ messages: answered }, 'messages[1].content[0].thinking'],
    [{ system: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }, 'system[0].cache_control'],
    [{ output_config: { effort: 'low' } }, 'output_config.effort'],
  ])('refuses what other servers ignore: %j', async (fields, param) => {
    await expect(ask({ apiKey: 'key-of-ann' }, fields)).rejects.toMatchObject({
      status: 400,
      error: { leeward: { code: 'unsupported_parameter', param } },
    });
  });

  it('takes what asks for nothing', async () => {
    const fields = { thinking: { type: 'disabled' }, metadata: {}, service_tier: 'auto', container: null };
    expect((await ask({ apiKey: 'key-of-ann' }, fields)).stop_reason).toBe('end_turn');
  });
});
