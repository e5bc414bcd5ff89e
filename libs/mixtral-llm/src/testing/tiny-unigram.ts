import { type GgufTensor, type GgufValue, writeGguf } from '../gguf/gguf-writer.js';
import { ggmlType } from '../gguf/ggml-type.js';
import { poolingTypes } from '../gguf/pooling-type.js';
import { tokenType } from '../gguf/token-type.js';
import { f32Weights } from './seeded-weights.js';

const width = 32;
const inner = 64;
const positions = 16;

/** The pieces of a Unigram vocabulary, with their scores. The first four are special. */
const pieces = { '<s>': 0, '<pad>': 0, '</s>': 0, '<unk>': 0, '▁': -3, '▁the': -4, '▁cat': -5, s: -6 } as const;

const matrices: Readonly<Record<string, readonly number[]>> = {
  token_embd: [width, Object.keys(pieces).length],
  position_embd: [width, positions],
  token_types: [width, 1],
};

const linears: Readonly<Record<string, readonly [from: number, to: number]>> = {
  attn_q: [width, width],
  attn_k: [width, width],
  attn_v: [width, width],
  attn_output: [width, width],
  ffn_up: [width, inner],
  ffn_down: [inner, width],
};

/** Writes a tiny BERT with a Unigram vocabulary and random weights as a GGUF file. */
export function writeTinyUnigram(file: string): Promise<void> {
  return writeGguf(
    file,
    {
      'general.architecture': { string: 'bert' },
      'bert.block_count': { uint32: 1 },
      'bert.context_length': { uint32: positions },
      'bert.embedding_length': { uint32: width },
      'bert.feed_forward_length': { uint32: inner },
      'bert.attention.head_count': { uint32: 4 },
      'bert.attention.layer_norm_epsilon': { float32: 1e-12 },
      'bert.attention.causal': { boolean: false },
      'bert.pooling_type': { uint32: poolingTypes.mean },
      ...describeVocabulary(),
    },
    listTensors(),
  );
}

function describeVocabulary(): Readonly<Record<string, GgufValue>> {
  const names = Object.keys(pieces);
  const toId = (piece: keyof typeof pieces) => ({ uint32: names.indexOf(piece) });
  return {
    // The name that llama.cpp has for Unigram.
    'tokenizer.ggml.model': { string: 't5' },
    'tokenizer.ggml.tokens': { strings: names },
    'tokenizer.ggml.scores': { float32s: Object.values(pieces) },
    'tokenizer.ggml.token_type': { int32s: names.map((_, id) => (id < 4 ? tokenType.control : tokenType.normal)) },
    'tokenizer.ggml.token_type_count': { uint32: 1 },
    'tokenizer.ggml.bos_token_id': toId('<s>'),
    'tokenizer.ggml.eos_token_id': toId('</s>'),
    'tokenizer.ggml.padding_token_id': toId('<pad>'),
    'tokenizer.ggml.unknown_token_id': toId('<unk>'),
    'tokenizer.ggml.add_bos_token': { boolean: true },
    'tokenizer.ggml.add_eos_token': { boolean: true },
    'tokenizer.ggml.add_space_prefix': { boolean: true },
    'tokenizer.ggml.remove_extra_whitespaces': { boolean: true },
  };
}

function listTensors(): readonly GgufTensor[] {
  const shapes = [
    ...Object.entries(matrices).map(([name, shape]) => [`${name}.weight`, shape] as const),
    ...Object.entries(linears).flatMap(([name, shape]) => toPair(`blk.0.${name}`, shape, shape[1])),
    ...['token_embd_norm', 'blk.0.attn_output_norm', 'blk.0.layer_output_norm'].flatMap((name) =>
      toPair(name, [width], width),
    ),
  ];
  return shapes.map(([name, dimensions], index) => {
    const count = dimensions.reduce((product, length) => product * length, 1);
    return { name, dimensions, type: ggmlType.f32, data: () => [f32Weights(count, index, 0.5)] };
  });
}

function toPair(name: string, shape: readonly number[], bias: number): (readonly [string, readonly number[]])[] {
  return [
    [`${name}.weight`, shape],
    [`${name}.bias`, [bias]],
  ];
}
