import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Token } from 'node-llama-cpp';
import { writeTinyMixtral } from '../../../testing/tiny-mixtral.js';
import { type LoadedModel, loadModel } from '../model/load-model.js';
import { getNativeContextBinding, getNativeGrammarState, createNativeSampler } from './native-binding.js';
import { NativeContext } from './native-context.js';

const prompt = [1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793] as Token[];
const vocabularySize = 32_000;

let folder: string;
let loaded: LoadedModel;
let native: NativeContext;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'native-context-'));
  const file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file);
  loaded = await loadModel({ file, gpu: false, parallel: 3, threads: 1 });
  native = new NativeContext(loaded.context, loaded.model, 1);
});
afterAll(async () => {
  native.dispose();
  await loaded.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Generates greedy tokens after the prompt, on a sequence that has the first `cached` tokens of it. */
async function greedy(sequence: number, cached: number, count: number, batch = prompt.length): Promise<Token[]> {
  const sampler = native.createSampler();
  sampler.applyConfig({ temperature: 0 });
  const answer: Token[] = [];
  let position = cached;
  let pending = prompt.slice(cached);
  while (answer.length < count) {
    const tokens = pending.slice(0, batch);
    const wanted = tokens.length === pending.length ? 1 : 0;
    const [[index] = []] = await native.decode([{ sequence, position, tokens, wanted }]);
    position += tokens.length;
    pending = pending.slice(tokens.length);
    if (index === undefined) continue;
    const token = (await native.sample(index, sampler)) as Token;
    answer.push(token);
    pending = [token];
  }
  sampler.dispose();
  return answer;
}

describe('the native context', () => {
  // Fails when a new version of node-llama-cpp works differently inside.
  it('chooses the same tokens as the public `evaluate`', async () => {
    native.truncate(0, 0);
    const mine = await greedy(0, 0, 12);
    native.truncate(0, 0);
    const theirs: Token[] = [];
    const sequence = loaded.context.getSequence();
    for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
      if (theirs.push(token) === 12) break;
    }
    sequence.dispose();
    expect(mine).toEqual(theirs);
  });

  it('chooses the same tokens in any pieces, on any sequence, after a truncation and after a copy', async () => {
    for (const sequence of [0, 1, 2]) native.truncate(sequence, 0);
    const whole = await greedy(0, 0, 12);
    expect(await greedy(1, 0, 12, 2)).toEqual(whole);
    expect(native.truncate(1, 5)).toBe(true);
    expect(await greedy(1, 5, 12)).toEqual(whole);
    expect(await native.copy(1, 2, 6)).toBe(true);
    expect(await greedy(2, 6, 12)).toEqual(whole);
  });

  it('reads raw logits whose softmax sums to one, independent of the bans of a sampler', async () => {
    native.truncate(0, 0);
    const [[index] = []] = await native.decode([{ sequence: 0, position: 0, tokens: prompt, wanted: 1 }]);
    const all = Array.from({ length: vocabularySize }, (_, token) => token as Token);
    const { logits, top, logSum } = await native.readRawLogits(index as number, all, 5);
    const highest = Math.max(...logits.values());
    const sum = [...logits.values()].reduce((total, logit) => total + Math.exp(logit - highest), 0);
    expect(logits.size).toBe(vocabularySize);
    expect(logSum).toBeCloseTo(highest + Math.log(sum), 4);
    expect(top).toHaveLength(5);
    expect(logits.get(top[0] as Token)).toBe(highest);
    const sampler = native.createSampler();
    sampler.applyConfig({
      temperature: 0,
      tokenBiasKeys: Uint32Array.of(top[0] as Token),
      tokenBiasValues: Float32Array.of(-Infinity),
    });
    expect(await native.sample(index as number, sampler)).toBe(top[1]);
    sampler.dispose();
  });

  it('throws an error that names the missing native method when node-llama-cpp has changed', () => {
    expect(() => getNativeContextBinding({} as never)).toThrow(
      /not the one that the engine was written for: its native context lacks initBatch, /,
    );
    expect(() => createNativeSampler({ llama: {} } as never)).toThrow(/it has no native sampler/);
    expect(() => getNativeGrammarState({})).toThrow(/its grammar state has no native one/);
  });
});
