import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeTinyUnigram } from '../../testing/tiny-unigram.js';
import { writeTinyMixtral } from '../../testing/tiny-mixtral.js';
import { LlamaEmbedder } from './llama-embedder.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'llama-embedder-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('LlamaEmbedder', () => {
  it('refuses more tokens than the model was trained on', async () => {
    const file = join(folder, 'short.gguf');
    await writeTinyMixtral(file, { contextLength: 256 });
    await expect(LlamaEmbedder.load({ file, gpu: false, threads: 1, maxTokens: 257 })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringMatching(/a text of 257 tokens is more than the 256 that the model was trained on/),
    });
  });

  it('refuses a number of tokens whose keys and values do not fit into the memory', async () => {
    const file = join(folder, 'long.gguf');
    await writeTinyMixtral(file, { contextLength: 1e8 });
    await expect(LlamaEmbedder.load({ file, gpu: false, threads: 1, maxTokens: 1e8 })).rejects.toMatchObject({
      code: 'MODEL_TOO_LARGE',
      message: expect.stringContaining('1 × 100000000 tokens'),
    });
  });

  it('gives a model with a Unigram vocabulary the tokens that begin and end a text', async () => {
    const file = join(folder, 'unigram.gguf');
    await writeTinyUnigram(file);
    const embedder = await LlamaEmbedder.load({ file, gpu: false, threads: 1, maxTokens: 5 });
    expect(await embedder.embed(['the cat', 'a'])).toMatchObject([{ tokens: 4 }, { tokens: 4 }]);
    expect(await embedder.embedFitting(['the cat the', 'the cat the cat'])).toEqual([expect.any(Array), null]);
    await embedder.close();
  });
});
