import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlamaEmbedder } from '../../engine/llama/llama-embedder.js';
import { config, encodeSafetensors, encodeTokenizer, width, encodeHeader, words } from '../../testing/tiny-bert.js';
import { convertBertToGguf } from './bert-to-gguf.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bert-'));
  await mkdir(join(folder, '1_Pooling'));
  await writeFile(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function prepare(files: { config?: object; pooling?: object; weights?: Buffer }): Promise<void> {
  await writeFile(join(folder, 'config.json'), JSON.stringify(files.config ?? config));
  await writeFile(
    join(folder, '1_Pooling', 'config.json'),
    JSON.stringify(files.pooling ?? { pooling_mode_mean_tokens: true }),
  );
  await writeFile(join(folder, 'model.safetensors'), files.weights ?? encodeSafetensors());
}

describe('convertBertToGguf', () => {
  it.each([
    ['mean', { pooling_mode_mean_tokens: true }],
    ['cls', { pooling_mode_cls_token: true }],
  ])('converts an embedding model with %s pooling, which encodes words as WordPiece does', async (pooling, config) => {
    await prepare({ pooling: config });
    const file = join(folder, `${pooling}.gguf`);
    await convertBertToGguf(folder, file);
    const embedder = await LlamaEmbedder.load({ file, gpu: false, threads: 1 });
    expect(embedder.model).toMatchObject({
      architecture: 'bert',
      dimensions: width,
      maxTokens: 16,
      pooling,
      isTrainedToEmbed: true,
    });
    // [CLS] the cat ##s sleeps . [SEP]
    const [cats, again, dog] = await embedder.embed(['the cats sleeps.', 'The CATS sleeps.', 'the dog']);
    expect(cats?.tokens).toBe(7);
    expect(again?.vector).toEqual(cats?.vector);
    expect(dog?.vector).not.toEqual(cats?.vector);
    await expect(embedder.embed(['the '.repeat(15)])).rejects.toMatchObject({
      code: 'EMBEDDING_INPUT',
      tokens: 17,
      maxTokens: 16,
    });
    await embedder.close();
  });

  it('reads the vocabulary from tokenizer.json when there is no vocab.txt', async () => {
    await prepare({});
    const listed = join(folder, 'listed.gguf');
    await convertBertToGguf(folder, listed);
    await rm(join(folder, 'vocab.txt'));
    await writeFile(join(folder, 'tokenizer.json'), encodeTokenizer());
    const file = join(folder, 'tokenizer.gguf');
    await convertBertToGguf(folder, file);
    expect(await readFile(file)).toEqual(await readFile(listed));
    await writeFile(
      join(folder, 'tokenizer.json'),
      JSON.stringify({ model: { type: 'WordPiece', vocab: { a: 0, b: 2 } } }),
    );
    await expect(convertBertToGguf(folder, file)).rejects.toMatchObject({
      code: 'MODEL_FILE_UNUSABLE',
      message: expect.stringContaining('no whole vocabulary of WordPiece'),
    });
    await writeFile(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
  });

  it.each([
    {
      what: 'another architecture',
      files: { config: { ...config, model_type: 'roberta' } },
      message: /of the type "roberta", not "bert"/,
    },
    {
      what: 'a configuration without a size',
      files: { config: { ...config, hidden_size: undefined } },
      message: /its field hidden_size is not a positive whole number/,
    },
    {
      what: 'a configuration without the epsilon of its normalisation',
      files: { config: { ...config, layer_norm_eps: null } },
      message: /its field layer_norm_eps is not a number/,
    },
    {
      what: 'max pooling',
      files: { pooling: { pooling_mode_mean_tokens: false, pooling_mode_max_tokens: true } },
      message: /its pooling is neither mean nor cls/,
    },
    {
      what: 'two kinds of pooling together',
      files: { pooling: { pooling_mode_mean_tokens: true, pooling_mode_cls_token: true } },
      message: /its pooling is neither mean nor cls/,
    },
    {
      what: 'half precision',
      files: { weights: encodeSafetensors('F16') },
      message: /tensor embeddings\.word_embeddings\.weight is of the type F16/,
    },
    {
      what: 'weights that were cut off',
      files: { weights: encodeSafetensors().subarray(0, 5000) },
      message: /shorter than its header says/,
    },
    {
      what: 'a header that is no JSON',
      files: { weights: encodeHeader('{"a":') },
      message: /does not hold a JSON object/,
    },
    { what: 'a header that is a list', files: { weights: encodeHeader('[]') }, message: /does not hold a JSON object/ },
    {
      what: 'a tensor without a place',
      files: { weights: encodeHeader('{"a":{"dtype":"F32","shape":[1]}}') },
      message: /the entry of tensor a in its header is not valid/,
    },
    { what: 'something else', files: { weights: Buffer.from('something else') }, message: /not a safetensors file/ },
  ])('refuses $what', async ({ files, message }) => {
    await prepare(files);
    await expect(convertBertToGguf(folder, join(folder, 'refused.gguf'))).rejects.toMatchObject({
      code: 'MODEL_FILE_UNUSABLE',
      message: expect.stringMatching(message),
    });
  });

  it.each(['config.json', 'model.safetensors', '1_Pooling/config.json'])(
    'refuses a folder without %s',
    async (missing) => {
      await prepare({});
      await rm(join(folder, missing));
      await expect(convertBertToGguf(folder, join(folder, 'refused.gguf'))).rejects.toMatchObject({
        code: 'MODEL_FILE_UNUSABLE',
        file: join(folder, missing),
        message: expect.stringContaining('it is missing, or it cannot be read'),
      });
    },
  );

  it('refuses a vocabulary without a special token', async () => {
    await prepare({});
    await writeFile(join(folder, 'vocab.txt'), words.filter((word) => word !== '[MASK]').join('\n'));
    await expect(convertBertToGguf(folder, join(folder, 'refused.gguf'))).rejects.toMatchObject({
      code: 'MODEL_FILE_UNUSABLE',
      message: expect.stringContaining('its vocabulary has no [MASK]'),
    });
    await writeFile(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
  });
});
