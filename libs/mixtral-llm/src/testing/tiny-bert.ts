import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertBertToGguf } from '../models/bert/bert-to-gguf.js';
import { f32Weights } from './seeded-weights.js';

/** Length of the vectors of a tiny BERT: one layer, random weights, in files as sentence-transformers publishes them. */
export const width = 32;
const inner = 64;
/** Vocabulary of the tiny BERT. */
export const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'cat', 'sleeps', '##s', 'dog', '.'];

/** Shapes of all tensors, and of one that is not needed for embeddings. */
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

/** Encodes a safetensors file that only has a header. */
export function encodeHeader(json: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([length, Buffer.from(json)]);
}

/** Encodes `model.safetensors` with seeded random weights. */
export function encodeSafetensors(dtype = 'F32'): Buffer {
  const pieces: Buffer[] = [];
  let offset = 0;
  const header = Object.entries(shapes).map(([name, shape], index) => {
    const bytes = Buffer.from(
      f32Weights(
        shape.reduce((product, length) => product * length, 1),
        index,
        0.5,
      ),
    );
    pieces.push(bytes);
    return [name, { dtype, shape, data_offsets: [offset, (offset += bytes.length)] }] as const;
  });
  return Buffer.concat([
    encodeHeader(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(header) })),
    ...pieces,
  ]);
}

/** Contents of `config.json`. */
export const config = {
  model_type: 'bert',
  hidden_size: width,
  num_hidden_layers: 1,
  num_attention_heads: 4,
  intermediate_size: inner,
  max_position_embeddings: 16,
  layer_norm_eps: 1e-12,
};

/** Encodes the part of `tokenizer.json` that is read. */
export function encodeTokenizer(): string {
  return JSON.stringify({
    model: { type: 'WordPiece', vocab: Object.fromEntries(words.map((word, id) => [word, id])) },
  });
}

/** Writes a tiny BERT with random weights as a GGUF file. Its vector is that of the first token. */
export async function writeTinyBert(file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tiny-bert-'));
  try {
    await mkdir(join(folder, '1_Pooling'));
    await writeFile(join(folder, 'vocab.txt'), words.join('\n'));
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await writeFile(join(folder, '1_Pooling', 'config.json'), JSON.stringify({ pooling_mode_cls_token: true }));
    await writeFile(join(folder, 'model.safetensors'), encodeSafetensors());
    await convertBertToGguf(folder, file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
