import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { collect } from '../fixtures/scripted-api.js';
import { readMetrics } from '../fixtures/read-metrics.js';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';

const createEngine = () => new ScriptedEngine(() => ['Good ', 'day, ', 'sailor.']);

describe('GET /metrics', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveSettings(createEngine(), { MODEL_ALIASES: 'gpt-4o:default' });
  });
  afterAll(() => api?.close());

  const ask = (content: string, model = 'default') =>
    api.client.chat.completions.create({ model, messages: [{ role: 'user', content }] });

  it('counts requests by route and status, and errors by code', async () => {
    await ask('Hello');
    await ask('Hello', 'lighthouse').catch(() => undefined);
    await fetch(`${api.url}/lighthouse/keeper`, { method: 'PROPFIND' });
    const metrics = await readMetrics(api.url);
    const route = '/v1/chat/completions';
    expect(metrics.get('leeward_http_requests_total', { method: 'POST', route, status: '200' })).toBe(1);
    expect(metrics.get('leeward_http_requests_total', { method: 'POST', route, status: '404' })).toBe(1);
    expect(metrics.get('leeward_http_requests_total', { method: 'other', route: 'unknown', status: '404' })).toBe(1);
    expect(metrics.get('leeward_errors_total', { route, code: 'model_not_found' })).toBe(1);
    expect(metrics.get('leeward_http_request_duration_seconds_count', { route })).toBe(2);
    // The request for the figures itself.
    expect(metrics.get('leeward_http_requests_in_flight')).toBe(1);
    expect(metrics.text).not.toMatch(/lighthouse|keeper|PROPFIND/);
  });

  it('measures generations, streamed or not', async () => {
    const earlier = await readMetrics(api.url);
    await collect(
      await api.client.chat.completions.create({
        ...{ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello' }] },
      }),
    );
    const metrics = await readMetrics(api.url);
    const grown = (name: string, labels?: Record<string, string>) =>
      (metrics.get(name, labels) ?? 0) - (earlier.get(name, labels) ?? 0);
    const model = 'scripted';
    expect(grown('leeward_output_tokens_total', { model })).toBe(3);
    expect(grown('leeward_input_tokens_total', { model })).toBeGreaterThan(5);
    expect(grown('leeward_generations_total', { model, outcome: 'stop' })).toBe(1);
    expect(grown('leeward_time_to_first_token_seconds_count')).toBe(1);
    expect(grown('leeward_inter_token_seconds_count')).toBe(2);
  });

  it('counts decisions by stage, category, action and policy, and times classifiers', async () => {
    await ask('Write to bob@harbour.org.');
    const metrics = await readMetrics(api.url);
    const policy = 'balanced';
    expect(metrics.get('leeward_moderation_decisions_total', { stage: 'input', outcome: 'redact', policy })).toBe(1);
    const finding = { stage: 'input', category: 'x/pii/email', action: 'redact', policy };
    expect(metrics.get('leeward_moderation_findings_total', finding)).toBe(1);
    expect(metrics.get('leeward_moderation_seconds_count', { stage: 'output' })).toBeGreaterThan(0);
    expect(metrics.get('leeward_classifier_seconds_count', { classifier: 'pii' })).toBeGreaterThan(0);
    expect(metrics.text).not.toContain('harbour');
  });

  it('tells the state of the engine and of the process', async () => {
    const metrics = await readMetrics(api.url);
    expect(metrics.get('leeward_engine_ready')).toBe(1);
    expect(metrics.get('leeward_engine_queue_length')).toBe(0);
    expect(metrics.get('leeward_engine_slots_used')).toBe(0);
    expect(metrics.get('leeward_audit_failing')).toBe(0);
    // There is no learned guard here.
    expect(metrics.get('leeward_guard_ready')).toBeUndefined();
    expect(metrics.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(metrics.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
  });
});

describe('the access to /metrics', () => {
  let folder: string;
  let keys: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metrics-'));
    keys = join(folder, 'keys.json');
    const sha256 = createHash('sha256').update('key-of-the-shop').digest('hex');
    await writeFile(keys, JSON.stringify({ keys: [{ name: 'shop', sha256 }] }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function statuses(settings: Readonly<Record<string, string>>): Promise<readonly number[]> {
    const api = await serveSettings(createEngine(), settings);
    try {
      const answers = [undefined, 'key-of-the-shop', 'token-of-the-scraper'].map((token) =>
        fetch(`${api.url}/metrics`, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
      );
      return (await Promise.all(answers)).map(({ status }) => status);
    } finally {
      await api.close();
    }
  }

  it.each([
    ['is open where the API is', {}, [200, 200, 200]],
    ['needs a key where the API does', { keys: true }, [401, 200, 401]],
    ['needs its token where it has one, and no key opens it', { keys: true, token: true }, [401, 401, 200]],
    ['needs its token where the API is open', { token: true }, [401, 401, 200]],
    ['is gone where it is switched off', { off: true }, [404, 404, 404]],
  ])('%s', async (_, { keys: hasKeys, token, off }: { keys?: boolean; token?: boolean; off?: boolean }, expected) => {
    const settings = {
      ...(hasKeys && { API_KEYS_PATH: keys }),
      ...(token && { METRICS_TOKEN: 'token-of-the-scraper' }),
      ...(off && { METRICS: 'false' }),
    };
    expect(await statuses(settings)).toEqual(expected);
  });
});
