import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { QueueFullError } from '../../../errors/index.js';
import { writeTinyMixtral } from '../../../testing/tiny-mixtral.js';
import { type ChosenTokenLogprob, type GenerationRequest } from '../../engine.js';
import { LlamaEngine, type LlamaEngineOptions } from '../llama-engine.js';

let folder: string;
/** The engine of all tests. A test that counts prompt tokens begins its prompts with a token that no other test begins with. */
let engine: LlamaEngine;
/** The counts of the engine before the test. */
let before: LlamaEngine['statistics'];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheduler-'));
  await writeTinyMixtral(join(folder, 'tiny.gguf'));
  engine = await load({ parallel: 8, prefillChunk: 8 });
});
afterAll(async () => {
  await engine?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  before = { ...engine.statistics };
});

function load(options: Partial<LlamaEngineOptions>): Promise<LlamaEngine> {
  return LlamaEngine.load({ file: join(folder, 'tiny.gguf'), gpu: false, contextSize: 512, threads: 1, ...options });
}

/** Makes ids that differ with `salt`. */
function tokens(length: number, salt: number): number[] {
  return Array.from({ length }, (_, index) => 300 + ((index * 7 + salt * 131) % 20_000));
}

async function answer(promptTokens: readonly number[], request: Partial<GenerationRequest> = {}, by = engine) {
  const prompt = { tokens: promptTokens, spans: [], templateVersion: 'test' };
  let text = '';
  const logprobs: ChosenTokenLogprob[] = [];
  for await (const part of by.generate({ prompt, maxTokens: 12, sampling: { temperature: 0 }, ...request })) {
    if (part.type === 'finish') return { ...part.usage, text, logprobs, reason: part.reason };
    text += part.text;
    logprobs.push(...(part.logprobs ?? []));
  }
  throw new Error('no finish part');
}

describe('the scheduler', () => {
  it('gives 8 callers at once the answers that it gives each alone', async () => {
    const prompts = Array.from({ length: 8 }, (_, salt) => [1, ...tokens(20 + 9 * salt, salt)]);
    const together = await Promise.all(prompts.map((prompt) => answer(prompt)));
    for (const [index, prompt] of prompts.entries()) expect((await answer(prompt)).text).toBe(together[index]?.text);
  });

  it('does not let one caller fill the queue for the others', async () => {
    const one = await load({ parallel: 1, maxQueued: 2 });
    const ask = (caller: string, salt: number) => answer(tokens(8, salt), { caller }, one);
    const greedy = Promise.allSettled([1, 2, 3].map((salt) => ask('greedy', salt)));
    const modest = ask('modest', 4);
    await expect(ask('greedy', 5)).rejects.toThrow(QueueFullError);
    expect((await modest).completionTokens).toBe(12);
    expect((await greedy).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await one.close();
  });

  it('computes the same log-probabilities beside 7 others as alone, but for rounding', async () => {
    const prompts = Array.from({ length: 8 }, (_, salt) => [1, ...tokens(30 + 11 * salt, 100 + salt)]);
    const request = { topLogprobs: 0, maxTokens: 3 };
    const together = await Promise.all(prompts.map((prompt) => answer(prompt, request)));
    await Promise.all(Array.from({ length: 8 }, (_, salt) => answer([2, ...tokens(40, 200 + salt)], { maxTokens: 1 })));
    for (const [index, prompt] of prompts.entries()) {
      const alone = await answer(prompt, request);
      // Weights and activations have 8 bits: another order of summing changes a logit by some hundredths.
      expect(Math.abs((alone.logprobs[0]?.logprob ?? 0) - (together[index]?.logprobs[0]?.logprob ?? 1))).toBeLessThan(
        0.1,
      );
    }
  });

  it('fills the batch with a token of every answer', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, salt) =>
        answer([1, ...tokens(10, salt)], { maxTokens: 100, sampling: { temperature: 1, seed: salt } }),
      ),
    );
    const { answerTokens, answerSteps } = engine.statistics;
    expect((answerTokens - before.answerTokens) / (answerSteps - before.answerSteps)).toBeGreaterThan(7.5);
  });

  it('evaluates a shared beginning of prompts once, also when they come at the same time', async () => {
    const system = [3, ...tokens(100, 10)];
    const found = await Promise.all([1, 2, 3, 4].map((salt) => answer([...system, ...tokens(10, 10 + salt)])));
    expect(found.map(({ cachedPromptTokens }) => cachedPromptTokens).sort((a, b) => a - b)).toEqual([0, 101, 101, 101]);
    expect(engine.statistics.promptTokens - before.promptTokens).toBe(111 + 3 * 10);
  });

  it('evaluates a prompt once for several answers', async () => {
    const prompt = [4, ...tokens(100, 15)];
    const answers = await Promise.all([1, 2, 3].map((seed) => answer(prompt, { sampling: { temperature: 2, seed } })));
    expect(engine.statistics.promptTokens - before.promptTokens).toBe(101 + 2);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(3);
  });

  it('goes on when the leader that a prompt waits for is aborted', async () => {
    const controller = new AbortController();
    const shared = [1, ...tokens(300, 16)];
    const busy = answer([1, ...tokens(10, 19)], { maxTokens: 400, sampling: { temperature: 1, seed: 1 } });
    const gone = answer([...shared, 400], { signal: controller.signal }).catch((error: unknown) => error);
    const follower = answer([...shared, 500]);
    setTimeout(() => controller.abort(new Error('enough')), 3);
    expect((await follower).completionTokens).toBe(12);
    await gone;
    await busy;
    expect((await answer([...shared, 500])).text).toBe((await follower).text);
  });

  it('evaluates only the new tokens of the next turn, in whichever slot the last one was', async () => {
    const turn = [1, ...tokens(80, 7)];
    await answer(turn);
    await Promise.all([1, 2, 3].map((salt) => answer([1, ...tokens(60, 20 + salt)])));
    const next = await answer([...turn, ...tokens(30, 8)]);
    expect(next).toMatchObject({ promptTokens: 111, cachedPromptTokens: 81 });
    const fresh = await load({ parallel: 1 });
    const uncached = await answer([...turn, ...tokens(30, 8)], {}, fresh);
    await fresh.close();
    expect(uncached).toMatchObject({ text: next.text, cachedPromptTokens: 0 });
  });

  it('starts a job that comes at any moment of the end of the last one', async () => {
    const prompt = [1, ...tokens(10, 90)];
    for (let microtasks = 0; microtasks < 12; microtasks++) {
      await answer(prompt, { maxTokens: 1 });
      for (let index = 0; index < microtasks; index++) await Promise.resolve();
      expect((await answer(prompt, { maxTokens: 1 })).completionTokens).toBe(1);
    }
  });

  it('replaces the least recently used prompt in the cache', async () => {
    const first = [1, ...tokens(60, 30)];
    await answer(first);
    for (let salt = 31; salt < 39; salt++) await answer([2, ...tokens(60, salt)]);
    expect((await answer(first)).cachedPromptTokens).toBe(0);
    expect((await answer([2, ...tokens(60, 38)])).cachedPromptTokens).toBe(60);
  });

  it('writes an answer while it reads a long prompt', async () => {
    const writing = answer([1, ...tokens(10, 40)], { maxTokens: 60 });
    const reading = answer([1, ...tokens(400, 41)], { maxTokens: 1 });
    await Promise.all([writing, reading]);
    // 401 prompt tokens in pieces of 8, each in a step that also writes a token of the answer.
    expect(engine.statistics.steps - before.steps).toBeLessThanOrEqual(1 + 60);
  });

  it('reports the log-probability of each token, independent of the sampling options', async () => {
    const prompt = [1, ...tokens(20, 50)];
    const { logprobs, text } = await answer(prompt, { topLogprobs: 3, maxTokens: 6 });
    expect(logprobs).toHaveLength(6);
    const decoded = Buffer.from(logprobs.flatMap(({ bytes }) => [...bytes])).toString('utf8');
    expect(decoded).toBe(text);
    for (const { token, logprob, top } of logprobs) {
      expect(top).toHaveLength(3);
      expect(top[0]).toMatchObject({ token, logprob });
      expect(logprob).toBeLessThan(0);
      expect(top.map((one) => one.logprob)).toEqual(top.map((one) => one.logprob).toSorted((a, b) => b - a));
    }
    const hot = await answer(prompt, { topLogprobs: 1, maxTokens: 1, sampling: { temperature: 5, seed: 3 } });
    // The temperature does not change the reported distribution of the first token.
    expect(hot.logprobs[0]?.top[0]).toEqual({
      ...logprobs[0]?.top[0],
      logprob: expect.closeTo(logprobs[0]?.logprob ?? 0, 4),
    });
  });

  it('bans and forces tokens by their bias', async () => {
    const prompt = [1, ...tokens(20, 60)];
    const plain = await answer(prompt, { topLogprobs: 0, maxTokens: 1 });
    const favourite = plain.logprobs[0]?.token as number;
    const banned = await answer(prompt, {
      topLogprobs: 0,
      maxTokens: 1,
      sampling: { temperature: 0, logitBias: { [favourite]: -100 } },
    });
    expect(banned.logprobs[0]?.token).not.toBe(favourite);
    const forced = await answer(prompt, {
      topLogprobs: 0,
      maxTokens: 3,
      sampling: { temperature: 1, seed: 1, logitBias: { 264: 100 } },
    });
    expect(forced.logprobs.map(({ token }) => token)).toEqual([264, 264, 264]);
  });

  it('gives the same answers with predicted tokens, in fewer steps where they are right', async () => {
    const predicting = await load({ parallel: 4, maxPredictedTokens: 5 });
    const askBoth = async (prompt: readonly number[], request: Partial<GenerationRequest>) => {
      const expected = await answer(prompt, request);
      expect(await answer(prompt, request, predicting)).toMatchObject({
        text: expected.text,
        reason: expected.reason,
        completionTokens: expected.completionTokens,
      });
    };
    const prompt = [1, ...tokens(30, 70), ...tokens(30, 70)];
    await askBoth(prompt, { maxTokens: 60 });
    for (const seed of [1, 2, 3]) await askBoth(prompt, { maxTokens: 40, sampling: { temperature: 0.8, seed } });
    const earlier = { ...predicting.statistics };
    await askBoth(prompt, { maxTokens: 61, sampling: { temperature: 1, seed: 1, logitBias: { 264: 100 } } });
    expect(predicting.statistics.acceptedTokens - earlier.acceptedTokens).toBeGreaterThan(40);
    expect(predicting.statistics.steps - earlier.steps).toBeLessThan(25);
    await askBoth([...prompt, ...tokens(20, 71)], { maxTokens: 30, stop: ['a'] });
    await predicting.close();
  });
});
