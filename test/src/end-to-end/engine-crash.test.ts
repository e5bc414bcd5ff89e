import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlamaProcessEngine } from '@leeward/mixtral-llm';
import { createModerator, definePolicy } from '@leeward/moderation';
import { writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import OpenAI from 'openai';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

describe("the engine's process, killed while it writes 8 answers", () => {
  let folder: string;
  let engine: LlamaProcessEngine;
  let api: ServedApi;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-crash-'));
    const file = join(folder, 'tiny.gguf');
    await writeTinyMixtral(file);
    engine = await LlamaProcessEngine.load({ file, gpu: false, threads: 1, parallel: 8, contextSize: 2048 });
    // A long time-out, so that only the engine fails, however busy the machine is.
    const policy = definePolicy({ name: 'patient', version: '1', otherClassifiers: { timeoutMs: 60_000 } });
    api = await serveEngine(engine, createModerator({ policy }));
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const readiness = async () => (await fetch(`${api.url}/health/ready`)).status;
  const answer = (maxTokens: number) =>
    api.client.chat.completions.create({
      model: 'default',
      max_tokens: maxTokens,
      seed: 1,
      logit_bias: { 2: -100 },
      messages: [{ role: 'user', content: 'a' }],
    });

  it('fails running answers with 503 and Retry-After, serves the waiting ones, and answers again', async () => {
    const writing = Array.from({ length: 8 }, () => answer(1900).catch((error: unknown) => error));
    while (engine.capacity().active < 8) await pause(2);
    const waiting = Array.from({ length: 4 }, () => answer(5));
    while (engine.capacity().queued < 4) await pause(2);
    process.kill(engine.processId as number, 'SIGKILL');
    for (const failed of await Promise.all(writing)) {
      expect(failed).toBeInstanceOf(OpenAI.APIError);
      expect(failed).toMatchObject({ status: 503, code: 'engine_crashed' });
      expect((failed as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toMatch(/^\d+$/);
    }
    expect(await readiness()).toBe(503);
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    for (const answered of await Promise.all(waiting)) expect(answered.usage?.completion_tokens).toBe(5);
    expect(await readiness()).toBe(200);
    expect((await answer(3)).usage?.completion_tokens).toBe(3);
  });
});
