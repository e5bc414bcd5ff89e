import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import { findEngineProcesses } from '../fixtures/engine-processes.js';
import { type LogLines, takeLogLines } from '../fixtures/log-lines.js';
import { readMetrics } from '../fixtures/read-metrics.js';
import { type StartedApi, startServer } from '../fixtures/serve.js';

describe('an engine whose process hangs', () => {
  let folder: string;
  let api: StartedApi;
  let log: LogLines;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hung-engine-'));
    const file = join(folder, 'tiny.gguf');
    await writeTinyMixtral(file);
    log = takeLogLines();
    const settings = { MODEL_PATH: file, CONTEXT_SIZE: '512', ENGINE_PING_TIMEOUT: '3', LOG_FORMAT: 'json' };
    api = await startServer({ ...settings, PARALLEL_REQUESTS: '2', LOG_LEVEL: 'info' });
  });
  afterAll(async () => {
    log.stop();
    await api?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const answer = () =>
    api.client.chat.completions.create({
      ...{ model: 'default', max_tokens: 4, logit_bias: { 2: -100 } },
      messages: [{ role: 'user', content: 'a' }],
    });

  it('is found, restarted and counted, and answers the requests that waited', async () => {
    await answer();
    const [hung] = await findEngineProcesses();
    process.kill(hung as number, 'SIGSTOP');
    const waiting = answer();
    while ((await fetch(`${api.url}/health/ready`)).status === 200) await pause(20);
    const unready = await readMetrics(api.url);
    expect(unready.get('leeward_engine_ready')).toBe(0);
    expect((await waiting).usage?.completion_tokens).toBe(4);
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
    expect(await findEngineProcesses()).not.toContain(hung);
    const metrics = await readMetrics(api.url);
    expect(metrics.get('leeward_process_crashes_total', { process: 'engine' })).toBe(1);
    expect(metrics.get('leeward_process_restarts_total', { process: 'engine' })).toBe(1);
    expect(metrics.get('leeward_engine_slots')).toBe(2);
    expect(metrics.get('leeward_queue_wait_seconds_count')).toBe(2);
    // Every line on standard output is JSON, the first one, too.
    expect(await log.find('server')).toMatchObject([{ message: 'Leeward is ready.', model: 'tiny', url: api.url }]);
    const messages = (await log.find('engine')).map(({ message }) => message);
    expect(messages).toEqual([
      'The process of the engine died (it gave no sign of life for 3 s, and was killed). It is being started again.',
      'The engine has been started again.',
    ]);
  });
});
