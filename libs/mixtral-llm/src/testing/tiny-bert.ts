import { f32Weights } from './seeded-weights.js';

/** A BERT of one layer with random weights, as the files that sentence-transformers publishes. */

/** Numbers in a vector. */
export const width = 32;
const inner = 64;
/** The vocabulary. */
export const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'cat', 'sleeps', '##s', 'dog', '.'];

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
export function withHeader(json: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([length, Buffer.from(json)]);
}

/** The weights, seeded. */
export function safetensors(dtype = 'F32'): Buffer {
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
    withHeader(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(header) })),
    ...pieces,
  ]);
}

/** Its `config.json`. */
export const config = {
  model_type: 'bert',
  hidden_size: width,
  num_hidden_layers: 1,
  num_attention_heads: 4,
  intermediate_size: inner,
  max_position_embeddings: 16,
  layer_norm_eps: 1e-12,
};

/** Its `tokenizer.json`, as far as it is read. */
export function tokenizerJson(): string {
  return JSON.stringify({
    model: { type: 'WordPiece', vocab: Object.fromEntries(words.map((word, id) => [word, id])) },
  });
}
