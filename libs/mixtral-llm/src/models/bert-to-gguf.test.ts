import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LlamaEmbedder } from '../engine/llama/llama-embedder.js';
import { f32Weights } from '../testing/seeded-weights.js';
import { convertBertToGguf } from './bert-to-gguf.js';

const width = 32;
const inner = 64;
const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'cat', 'sleeps', '##s', 'dog', '.'];

/** Every tensor of a BERT of one layer, and one that plays no part. */
const shapes: Readonly<Record<string, number[]>> = {
  'embeddings.word_embeddings.weight': [words.length, width],
  'embeddings.position_embeddings.weight': [16, width],
  'embeddings.token_type_embeddings.weight': [2, width],
  ...normalisation('embeddings.LayerNorm'),
  ...linear('encoder.layer.0.attention.self.query', width, width),
  ...linear('encoder.layer.0.attention.self.key', width, width),
  ...linear('encoder.layer.0.attention.self.value', width, width),
  ...linear('encoder.layer.0.attention.output.dense', width, width),
  ...normalisation('encoder.layer.0.attention.output.LayerNorm'),
  ...linear('encoder.layer.0.intermediate.dense', width, inner),
  ...linear('encoder.layer.0.output.dense', inner, width),
  ...normalisation('encoder.layer.0.output.LayerNorm'),
  ...linear('pooler.dense', width, width),
};

function linear(name: string, from: number, to: number): Record<string, number[]> {
  return { [`${name}.weight`]: [to, from], [`${name}.bias`]: [to] };
}

function normalisation(name: string): Record<string, number[]> {
  return { [`${name}.weight`]: [width], [`${name}.bias`]: [width] };
}

/** A safetensors file of a header alone. */
function withHeader(json: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([length, Buffer.from(json)]);
}

function safetensors(dtype = 'F32'): Buffer {
  const pieces: Buffer[] = [];
  let offset = 0;
  const header = Object.entries(shapes).map(([name, shape], index) => {
    const bytes = Buffer.from(f32Weights(shape.reduce((product, length) => product * length, 1), index, 0.5));
    pieces.push(bytes);
    return [name, { dtype, shape, data_offsets: [offset, (offset += bytes.length)] }] as const;
  });
  return Buffer.concat([withHeader(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(header) })), ...pieces]);
}

const config = { model_type: 'bert', hidden_size: width, num_hidden_layers: 1, num_attention_heads: 4, intermediate_size: inner, max_position_embeddings: 16, layer_norm_eps: 1e-12 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bert-'));
  await mkdir(join(folder, '1_Pooling'));
  await writeFile(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function prepare(files: { config?: object; pooling?: object; weights?: Buffer }): Promise<void> {
  await writeFile(join(folder, 'config.json'), JSON.stringify(files.config ?? config));
  await writeFile(join(folder, '1_Pooling', 'config.json'), JSON.stringify(files.pooling ?? { pooling_mode_mean_tokens: true }));
  await writeFile(join(folder, 'model.safetensors'), files.weights ?? safetensors());
}

describe('convertBertToGguf', () => {
  it.each([
    ['mean', { pooling_mode_mean_tokens: true }],
    ['cls', { pooling_mode_cls_token: true }],
  ])('makes an embedding model with %s pooling, which reads words as WordPiece does', async (pooling, config) => {
    await prepare({ pooling: config });
    const file = join(folder, `${pooling}.gguf`);
    await convertBertToGguf(folder, file);
    const embedder = await LlamaEmbedder.load({ file, gpu: false, threads: 1 });
    expect(embedder.model).toMatchObject({ architecture: 'bert', dimensions: width, maxTokens: 16, pooling, isTrainedToEmbed: true });
    // [CLS] the cat ##s sleeps . [SEP]
    const [cats, again, dog] = await embedder.embed(['the cats sleeps.', 'The CATS sleeps.', 'the dog']);
    expect(cats?.tokens).toBe(7);
    expect(again?.vector).toEqual(cats?.vector);
    expect(dog?.vector).not.toEqual(cats?.vector);
    await expect(embedder.embed(['the '.repeat(15)])).rejects.toMatchObject({ code: 'EMBEDDING_INPUT', tokens: 17, maxTokens: 16 });
    await embedder.close();
  });

  it.each([
    { what: 'another architecture', files: { config: { ...config, model_type: 'roberta' } }, message: /of the type "roberta", not "bert"/ },
    { what: 'half precision', files: { weights: safetensors('F16') }, message: /tensor embeddings\.word_embeddings\.weight is of the type F16/ },
    { what: 'weights that were cut off', files: { weights: safetensors().subarray(0, 5000) }, message: /shorter than its header says/ },
    { what: 'a header that is no JSON', files: { weights: withHeader('{"a":') }, message: /should be a JSON object/ },
    { what: 'a header that is a list', files: { weights: withHeader('[]') }, message: /should be a JSON object/ },
    { what: 'a tensor without a place', files: { weights: withHeader('{"a":{"dtype":"F32","shape":[1]}}') }, message: /of the tensor a what no tensor has/ },
    { what: 'something else', files: { weights: Buffer.from('something else') }, message: /not a safetensors file/ },
  ])('refuses $what', async ({ files, message }) => {
    await prepare(files);
    await expect(convertBertToGguf(folder, join(folder, 'refused.gguf'))).rejects.toMatchObject({ code: 'MODEL_FILE_UNUSABLE', message: expect.stringMatching(message) });
  });
});
