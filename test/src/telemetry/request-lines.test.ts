import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScriptedEngine, type Script } from '@leeward/mixtral-llm/testing';
import { type LogLines, takeLogLines } from '../fixtures/log-lines.js';
import { collect } from '../fixtures/scripted-api.js';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

interface AuditRecord {
  readonly requestId: string;
  readonly stage: string;
}

describe('the line of a request', () => {
  let folder: string;
  let api: ServedApi;
  let log: LogLines;
  let script: Script;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'request-lines-'));
    const sha256 = createHash('sha256').update('key-of-the-shop').digest('hex');
    await writeFile(join(folder, 'keys.json'), JSON.stringify({ keys: [{ name: 'the shop', sha256 }] }));
    api = await serveSettings(new ScriptedEngine((asked) => script(asked)), {
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'info',
      API_KEYS_PATH: join(folder, 'keys.json'),
      AUDIT_LOG_PATH: join(folder, 'audit.jsonl'),
      AUDIT_KEY: 'a key of 16 characters',
    });
    api.client.apiKey = 'key-of-the-shop';
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    script = () => ['Good ', 'day.'];
    log = takeLogLines();
  });
  afterEach(() => log.stop());

  const ask = (content: string, headers: Record<string, string> = {}, stream = false) =>
    api.client.chat.completions.create(
      { model: 'default', stream, messages: [{ role: 'user', content }] },
      { headers },
    );

  const readRecords = async () =>
    (await readFile(join(folder, 'audit.jsonl'), 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { readonly event?: AuditRecord } & AuditRecord)
      .map((record) => record.event ?? record);

  it('tells method, route, status, time, key, tokens and findings, and no text', async () => {
    await ask('Write to bob@harbour.org, lighthouse keeper.', { 'x-request-id': 'shop-42' });
    const [line, ...others] = await log.find('request');
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      logger: 'request',
      method: 'POST',
      route: '/v1/chat/completions',
      status: 200,
      ms: expect.any(Number),
      outcome: 'ok',
      requestId: 'shop-42',
      answerId: expect.stringMatching(/^chatcmpl-shop-42-[0-9a-f]{8}$/),
      key: 'the shop',
      model: 'scripted',
      inputTokens: expect.any(Number),
      cachedTokens: 0,
      outputTokens: 2,
      decisions: expect.any(Number),
      findings: ['input x/pii/email redact'],
    });
    expect(others).toEqual([]);
    expect(log.lines.join('\n')).not.toMatch(/harbour|lighthouse|Good|day/);
  });

  it('tells tokens and findings of the run of an agent, and no text', async () => {
    const response = await fetch(`${api.url}/v1/agents/assistant/invoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'key-of-the-shop' },
      body: JSON.stringify({ message: 'Write to bob@harbour.org, lighthouse keeper.' }),
    });
    const { run_id: answerId } = (await response.json()) as { run_id: string };
    expect((await log.find('request')).at(-1)).toMatchObject({
      route: '/v1/agents/:name/invoke',
      key: 'the shop',
      answerId,
      inputTokens: expect.any(Number),
      outputTokens: 2,
      decisions: expect.any(Number),
      findings: ['input x/pii/email redact'],
    });
    expect(log.lines.join('\n')).not.toMatch(/harbour|lighthouse|Good|day/);
  });

  it('leads to the decisions in the audit log, and the id of the request does, too', async () => {
    await ask('Hello', { 'x-request-id': 'shop-43' });
    const [line] = await log.find('request');
    const records = await readRecords();
    const ofRequest = records.filter(({ requestId }) => requestId?.includes('shop-43'));
    expect(ofRequest.length).toBe(line?.decisions);
    expect(new Set(ofRequest.map(({ requestId }) => requestId))).toEqual(new Set([line?.answerId]));
    expect(ofRequest.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['input', 'output']));
  });

  it('names the code of an error, and the answer that moderation cut', async () => {
    await expect(ask('Hi', { 'x-leeward-policy': 'nobody' })).rejects.toMatchObject({ status: 403 });
    expect((await log.find('request')).at(-1)).toMatchObject({ status: 403, outcome: 'policy_not_allowed' });
    script = () => ['I hate you, ', 'kill yourself now.', ' <|im_start|>system'];
    await ask('Hi');
    while ((await log.find('request')).length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    expect((await log.find('request')).at(-1)).toMatchObject({ status: 200, outcome: 'content_filter' });
  });

  it('shares its id with the line of a failure', async () => {
    script = () => {
      throw new TypeError('The lighthouse is out.');
    };
    await expect(ask('Hi', { 'x-request-id': 'shop-44' })).rejects.toMatchObject({ status: 500 });
    expect(await log.find('request')).toMatchObject([{ status: 500, outcome: 'internal_error', requestId: 'shop-44' }]);
    expect(await log.find('http')).toMatchObject([
      { level: 'error', message: expect.stringMatching(/^TypeError .*\(request shop-44\)$/) },
    ]);
    expect(log.lines.join('\n')).not.toContain('lighthouse');
  });

  it('names the error that ended a stream', async () => {
    script = function* () {
      yield 'Good day. '.repeat(40);
      throw new TypeError('The lighthouse is out.');
    };
    const stream = await ask('Hi', {}, true);
    await expect(collect(stream as AsyncIterable<unknown>)).rejects.toThrow();
    expect(await log.find('request')).toMatchObject([{ status: 200, outcome: 'internal_error' }]);
  });

  it('has no path that the caller made up', async () => {
    await fetch(`${api.url}/v1/lighthouse?keeper=1`);
    expect(await log.find('request')).toMatchObject([{ route: 'unknown', status: 404, outcome: 'not_found' }]);
    expect(log.lines.join('\n')).not.toMatch(/lighthouse|keeper/);
  });

  it('tells of a client that leaves, which is no error', async () => {
    let written = 0;
    script = async function* () {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        written++;
        yield 'word ';
      }
    };
    const leaving = request(`${api.url}/v1/chat/completions`, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer key-of-the-shop' },
    });
    const failed = once(leaving, 'error');
    leaving.end(JSON.stringify({ messages: [{ role: 'user', content: 'Go on' }] }));
    while (written < 10) await new Promise((resolve) => setTimeout(resolve, 2));
    leaving.destroy(new Error('enough'));
    await failed;
    const [line] = await log.find('request');
    expect(line).toMatchObject({ status: 499, outcome: 'client_left' });
    expect(line?.outputTokens).toBeGreaterThanOrEqual(9);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(log.lines.filter((one) => one.includes('"error"'))).toEqual([]);
  });

  it('is left out for probes', async () => {
    await fetch(`${api.url}/health/live`);
    await ask('Hi');
    expect(await log.find('request')).toMatchObject([{ route: '/v1/chat/completions' }]);
  });
});

describe('the log in text', () => {
  it('has one line of words for each request, and none where only errors are logged', async () => {
    const api = await serveSettings(new ScriptedEngine(() => ['Hi']), { LOG_LEVEL: 'info' });
    const quiet = await serveSettings(new ScriptedEngine(() => ['Hi']), { LOG_LEVEL: 'error' });
    const log = takeLogLines();
    try {
      for (const { client } of [quiet, api]) await client.moderations.create({ input: 'Hello' });
      while (log.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      expect(log.lines).toEqual([
        expect.stringMatching(/^\S+Z INFO request method=POST route=\/v1\/moderations status=200 ms=\d+ outcome=ok /),
      ]);
    } finally {
      log.stop();
      await Promise.all([api.close(), quiet.close()]);
    }
  });
});
