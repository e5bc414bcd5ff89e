import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import { type TinyMixtralOptions, writeTinyMixtral } from '../../testing/index.js';

let folder: string;
let llama: Llama;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-mixtral-'));
  llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: 2,
    logLevel: LlamaLogLevel.error,
  });
});
afterAll(async () => {
  await llama.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function withModel<Result>(
  options: TinyMixtralOptions,
  use: (model: LlamaModel) => Result | Promise<Result>,
): Promise<Result> {
  const modelPath = join(folder, 'tiny.gguf');
  await writeTinyMixtral(modelPath, options);
  const model = await llama.loadModel({ modelPath });
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}

/** Generates greedy tokens after a prompt. */
async function generate(model: LlamaModel, prompt: Token[], count: number): Promise<Token[]> {
  const context = await model.createContext({ contextSize: 256, threads: 1 });
  const tokens: Token[] = [];
  for await (const token of context.getSequence().evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (tokens.push(token) === count) break;
  }
  await context.dispose();
  return tokens;
}

describe('the tiny Mixtral in llama.cpp', () => {
  it('has 8 experts, of which 2 are used, and its sizes', async () => {
    await withModel({ contextLength: 512, layers: 3 }, ({ fileInfo, trainContextSize, embeddingVectorSize }) => {
      expect(fileInfo.metadata.general.architecture).toBe('llama');
      expect(fileInfo.architectureMetadata).toMatchObject({ expert_count: 8, expert_used_count: 2, block_count: 3 });
      expect([trainContextSize, embeddingVectorSize]).toEqual([512, 64]);
    });
  });

  // The ids of the reference SentencePiece model, which always adds a space at the start.
  it.each([
    ['a', [264]],
    ['[INST] a [/INST]', [733, 16289, 28793, 264, 733, 28748, 16289, 28793]],
    ['b', [287]],
    ['[INST] c [/INST]', [733, 16289, 28793, 277, 733, 28748, 16289, 28793]],
    ['[INST] S\n\na [/INST]', [733, 16289, 28793, 318, 13, 13, 28708, 733, 28748, 16289, 28793]],
  ])('encodes %j to the reference ids', async (text, ids) => {
    await withModel({}, (model) => expect(model.tokenize(text, false)).toEqual(ids));
  });

  it.each([
    [undefined, [264]],
    [true, [264]],
    [false, [28708]],
  ])('with add_space_prefix %p encodes "a" to %j', async (addSpacePrefix, ids) => {
    await withModel({ ...(addSpacePrefix !== undefined && { addSpacePrefix }) }, (model) => {
      expect(model.tokenize('a', false)).toEqual(ids);
    });
  });

  it('keeps the chat template that it was written with', async () => {
    await withModel({ chatTemplate: '{{ bos_token }}' }, ({ fileInfo }) => {
      expect(fileInfo.metadata.tokenizer.chat_template).toBe('{{ bos_token }}');
    });
  });

  it('generates the same tokens each time, and others with other weights', async () => {
    const prompt = [1, 733, 16289, 28793, 264, 733, 28748, 16289, 28793] as Token[];
    const first = await withModel({}, (model) => generate(model, prompt, 8));
    expect(first).toHaveLength(8);
    expect(await withModel({}, (model) => generate(model, prompt, 8))).toEqual(first);
    expect(await withModel({ seed: 2 }, (model) => generate(model, prompt, 8))).not.toEqual(first);
  });
});
