import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { hello } from './bad-request.js';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

describe('the HTTP of the server', () => {
  let api: ServedApi;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'leeward-http-'));
    api = await serveSettings(new ScriptedEngine(() => ['Good day.']), {
      MODEL_ALIASES: 'gpt-4o:default,llama3:8b:scripted,broken:nothing',
      AUDIT_LOG_PATH: join(directory, 'audit.jsonl'),
      AUDIT_KEY: 'a key of the audit log',
    });
  });
  afterAll(async () => {
    await api?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(api.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const listRecordedIds = async (): Promise<string[]> =>
    (await readFile(join(directory, 'audit.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { requestId: string }).requestId);

  it.each([
    ['/v1/chat/completions', { messages: hello }, 'chatcmpl'],
    ['/v1/completions', { prompt: 'a' }, 'cmpl'],
    ['/v1/moderations', { input: 'a' }, 'modr'],
  ])('ties the id of a request to %s with its audit records', async (path, body, prefix) => {
    const response = await post(path, body, { 'X-Request-Id': 'trace-7' });
    expect(response.headers.get('x-request-id')).toBe('trace-7');
    const { id } = (await response.json()) as { id: string };
    expect(id).toMatch(new RegExp(`^${prefix}-trace-7-[0-9a-f]{8}$`));
    expect(await listRecordedIds()).toContain(id);

    const other = await post(path, body);
    const newId = other.headers.get('x-request-id');
    expect(await other.json()).toMatchObject({ id: `${prefix}-${newId}` });
    expect(await listRecordedIds()).toContain(`${prefix}-${newId}`);
  });

  it.each([
    ['an error', () => post('/v1/chat/completions', {})],
    ['broken JSON', () => post('/v1/chat/completions', '{')],
    ['an unknown path', () => fetch(`${api.url}/nothing`)],
    ['a wrong method', () => fetch(`${api.url}/v1/moderations`)],
    ['the health', () => fetch(`${api.url}/health/live`)],
    ['a stream', () => post('/v1/chat/completions', { messages: hello, stream: true })],
  ])('sends an id with %s', async (_, send) => {
    const response = await send();
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    await response.text();
  });

  it('answers under other names of the model, with its own', async () => {
    for (const model of ['gpt-4o', 'llama3:8b']) {
      const { model: answering } = await api.client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Hello' }],
      });
      expect(answering).toBe('scripted');
      expect(await api.client.models.retrieve(model)).toMatchObject({ id: 'scripted' });
    }
    const response = await post('/v1/chat/completions', { model: 'broken', messages: hello });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('"nothing"') } });
  });
});
