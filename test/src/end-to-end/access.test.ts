import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import OpenAI from 'openai';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

const hash = (key: string) => createHash('sha256').update(key).digest('hex');
const entry = (name: string, fields: object = {}) => ({ name, sha256: hash(`key-of-${name}`), ...fields });
const swearing = [{ role: 'user' as const, content: 'Well, shit happens.' }];

describe('access by keys, each under its policy', () => {
  let folder: string;
  let api: ServedApi;
  const engine = new ScriptedEngine(() => ['Good day.']);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'access-'));
    const keys = [
      entry('plain'),
      entry('careful', { policy: 'strict' }),
      entry('chooser', { choices: ['strict'] }),
      entry('free', { policy: 'support', choices: 'any' }),
    ];
    await writeFile(
      join(folder, 'support.yaml'),
      'name: support\nversion: "1"\nrules:\n  - { name: projects, words: [project bluebird] }\n',
    );
    await writeFile(join(folder, 'keys.json.txt'), JSON.stringify({ keys }));
    api = await serveSettings(engine, { API_KEYS_PATH: join(folder, 'keys.json.txt'), POLICIES_PATH: folder });
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true });
  });

  const createClient = (apiKey: string, policy?: string) =>
    new OpenAI({
      baseURL: `${api.url}/v1`,
      apiKey,
      maxRetries: 0,
      ...(policy && { defaultHeaders: { 'X-Leeward-Policy': policy } }),
    });
  const ask = (apiKey: string, policy?: string, messages = swearing) =>
    createClient(apiKey, policy).chat.completions.create({ model: 'default', messages });

  it('lets a caller with a key in', async () => {
    expect((await ask('key-of-plain')).choices[0]?.message.content).toBe('Good day.');
    expect((await createClient('key-of-plain').models.list()).data).toHaveLength(1);
  });

  it.each(['wrong', 'key-of-plai', 'key-of-plain2', hash('key-of-plain')])(
    'keeps out %s, with an error that OpenAI clients know',
    async (key) => {
      const asked = engine.requests.length;
      await expect(ask(key)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      await expect(ask(key)).rejects.toMatchObject({
        status: 401,
        code: 'invalid_api_key',
        type: 'invalid_request_error',
        param: null,
      });
      await expect(createClient(key).moderations.create({ input: 'Hello' })).rejects.toMatchObject({ status: 401 });
      await expect(createClient(key).models.list()).rejects.toMatchObject({ status: 401 });
      expect(engine.requests).toHaveLength(asked);
    },
  );

  it.each([undefined, 'Basic a2V5', 'Bearer', 'key-of-plain'])(
    'asks for a key when it gets %j',
    async (authorization) => {
      const response = await fetch(`${api.url}/v1/models`, {
        headers: authorization === undefined ? {} : { Authorization: authorization },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({
        error: { code: 'invalid_api_key', message: expect.stringContaining('Authorization: Bearer') },
      });
    },
  );

  it('does not read the body of a caller without a key', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${api.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: '{"broken',
      });
    expect((await send({})).status).toBe(401);
    expect((await send({ Authorization: 'Bearer key-of-plain' })).status).toBe(400);
  });

  it('answers health checks without a key', async () => {
    for (const path of ['live', 'ready']) expect((await fetch(`${api.url}/health/${path}`)).status).toBe(200);
  });

  it('moderates under the policy of the key', async () => {
    expect(await ask('key-of-plain')).toMatchObject({ leeward: { policy: 'leeward-balanced-1', flagged: true } });
    await expect(ask('key-of-careful')).rejects.toMatchObject({ status: 400, code: 'content_filter' });
    const bluebird = [{ role: 'user' as const, content: 'Tell me of project bluebird.' }];
    await expect(ask('key-of-free', undefined, bluebird)).rejects.toMatchObject({ code: 'content_filter' });
    expect((await createClient('key-of-careful').moderations.create({ input: 'Hello' })).model).toBe(
      'leeward-strict-1',
    );
  });

  it('moderates under the policy that a request names, where its key allows a choice', async () => {
    await expect(ask('key-of-chooser', 'strict')).rejects.toMatchObject({ status: 400, code: 'content_filter' });
    expect(await ask('key-of-chooser', 'balanced')).toMatchObject({ leeward: { policy: 'leeward-balanced-1' } });
    expect(await ask('key-of-free', 'monitor-only')).toMatchObject({
      leeward: { policy: 'leeward-monitor-only-1', flagged: false },
    });
    for (const key of ['key-of-plain', 'key-of-careful', 'key-of-chooser']) {
      await expect(ask(key, 'monitor-only')).rejects.toMatchObject({ status: 403, code: 'policy_not_allowed' });
    }
    await expect(ask('key-of-free', 'lenient')).rejects.toMatchObject({ status: 400, code: 'policy_unknown' });
  });

  it('counts one key as one caller, however it is sent', async () => {
    engine.requests.length = 0;
    const send = (authorization: string) =>
      fetch(`${api.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: authorization },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
      });
    for (const scheme of ['Bearer ', 'bearer  ', 'BEARER    '])
      expect((await send(`${scheme}key-of-plain`)).status).toBe(200);
    await send('Bearer key-of-free');
    expect(engine.requests.map(({ caller }) => caller)).toEqual(['key plain', 'key plain', 'key plain', 'key free']);
  });

  it('allows no choice of a policy where no key is required', async () => {
    const open = await serveSettings(new ScriptedEngine(() => ['Good day.']), {});
    try {
      const headers = { 'Content-Type': 'application/json', 'X-Leeward-Policy': 'monitor-only' };
      const response = await fetch(`${open.url}/v1/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ messages: swearing }),
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: 'policy_not_allowed' } });
    } finally {
      await open.close();
    }
  });
});
