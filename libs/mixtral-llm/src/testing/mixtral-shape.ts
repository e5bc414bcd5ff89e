import { type GgufValue } from '../gguf/gguf-writer.js';
import { type MixtralVocabulary, mixtralVocabulary } from './mixtral-vocabulary.js';

/** Holds the sizes of a model with Mixtral's architecture. */
export interface MixtralShape {
  /** Width of the model. */
  readonly embeddingLength: number;
  /** Width inside each expert. */
  readonly feedForwardLength: number;
  readonly layers: number;
  /** Query heads. There are a quarter as many heads for keys and values. */
  readonly heads: number;
  /** Tokens that the model was trained on. */
  readonly contextLength: number;
}

/** Describes a file besides its shape. */
export interface MixtralFileDescription {
  readonly name: string;
  /** Value of `general.file_type`: 1 is F16, 7 is Q8_0, 15 is Q4_K_M. */
  readonly fileType: number;
  readonly addSpacePrefix?: boolean | undefined;
  readonly chatTemplate?: string | undefined;
  /** Default: that of Mixtral-8x7B. */
  readonly vocabulary?: MixtralVocabulary | undefined;
}

/** Describes one tensor of the architecture. */
export interface MixtralTensor {
  readonly name: string;
  /** The innermost dimension first. */
  readonly dimensions: readonly number[];
  /** Normalisations and the router stay in single precision. Weights can be quantised. */
  readonly kind: 'normalisation' | 'router' | 'weights';
}

/** Sizes of Mixtral-8x7B-Instruct-v0.1, from its `config.json`. */
export const mixtral8x7b: MixtralShape = {
  embeddingLength: 4096,
  feedForwardLength: 14_336,
  layers: 32,
  heads: 32,
  contextLength: 32_768,
};

const experts = { count: 8, used: 2 };
const queryHeadsPerKeyValueHead = 4;

/** Checks that the sizes make a model. @throws RangeError that names the wrong size */
export function validateShape(shape: MixtralShape): void {
  const { embeddingLength, feedForwardLength, heads } = shape;
  for (const [name, value] of Object.entries({ ...shape })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a positive whole number, not ${value}.`);
    }
  }
  for (const [name, value] of Object.entries({ embeddingLength, feedForwardLength })) {
    if (value % 32 !== 0) throw new RangeError(`${name} must be a multiple of 32, not ${value}.`);
  }
  if (heads % queryHeadsPerKeyValueHead !== 0) throw new RangeError(`heads must be a multiple of 4, not ${heads}.`);
  if (embeddingLength % (heads * 2) !== 0) {
    throw new RangeError(`embeddingLength (${embeddingLength}) must be a multiple of twice the heads (${heads}).`);
  }
}

/** Makes the key-value pairs of the header, which include the real vocabulary. */
export function mixtralMetadata(shape: MixtralShape, description: MixtralFileDescription): Record<string, GgufValue> {
  const { name, fileType, addSpacePrefix, chatTemplate, vocabulary = mixtralVocabulary() } = description;
  const { tokens, scores, types } = vocabulary;
  return {
    'general.architecture': { string: 'llama' },
    'general.name': { string: name },
    'general.file_type': { uint32: fileType },
    'general.quantization_version': { uint32: 2 },
    'llama.context_length': { uint32: shape.contextLength },
    'llama.embedding_length': { uint32: shape.embeddingLength },
    'llama.block_count': { uint32: shape.layers },
    'llama.feed_forward_length': { uint32: shape.feedForwardLength },
    'llama.rope.dimension_count': { uint32: shape.embeddingLength / shape.heads },
    'llama.rope.freq_base': { float32: 1e6 },
    'llama.attention.head_count': { uint32: shape.heads },
    'llama.attention.head_count_kv': { uint32: shape.heads / queryHeadsPerKeyValueHead },
    'llama.attention.layer_norm_rms_epsilon': { float32: 1e-5 },
    'llama.expert_count': { uint32: experts.count },
    'llama.expert_used_count': { uint32: experts.used },
    'llama.vocab_size': { uint32: tokens.length },
    'tokenizer.ggml.model': { string: 'llama' },
    'tokenizer.ggml.tokens': { strings: tokens },
    'tokenizer.ggml.scores': { float32s: scores },
    'tokenizer.ggml.token_type': { int32s: types },
    'tokenizer.ggml.bos_token_id': { uint32: 1 },
    'tokenizer.ggml.eos_token_id': { uint32: 2 },
    'tokenizer.ggml.unknown_token_id': { uint32: 0 },
    'tokenizer.ggml.add_bos_token': { boolean: true },
    'tokenizer.ggml.add_eos_token': { boolean: false },
    ...(addSpacePrefix !== undefined && { 'tokenizer.ggml.add_space_prefix': { boolean: addSpacePrefix } }),
    ...(chatTemplate !== undefined && { 'tokenizer.chat_template': { string: chatTemplate } }),
  };
}

/** Lists all tensors in the order of public files. @param vocabularySize default: that of Mixtral-8x7B */
export function mixtralTensors(
  shape: MixtralShape,
  vocabularySize = mixtralVocabulary().tokens.length,
): MixtralTensor[] {
  const { embeddingLength: width, feedForwardLength: inner, layers } = shape;
  const keyValueWidth = width / queryHeadsPerKeyValueHead;
  const block = (layer: number): MixtralTensor[] => [
    tensor('normalisation', `blk.${layer}.attn_norm`, width),
    tensor('weights', `blk.${layer}.attn_q`, width, width),
    tensor('weights', `blk.${layer}.attn_k`, width, keyValueWidth),
    tensor('weights', `blk.${layer}.attn_v`, width, keyValueWidth),
    tensor('weights', `blk.${layer}.attn_output`, width, width),
    tensor('normalisation', `blk.${layer}.ffn_norm`, width),
    tensor('router', `blk.${layer}.ffn_gate_inp`, width, experts.count),
    tensor('weights', `blk.${layer}.ffn_gate_exps`, width, inner, experts.count),
    tensor('weights', `blk.${layer}.ffn_up_exps`, width, inner, experts.count),
    tensor('weights', `blk.${layer}.ffn_down_exps`, inner, width, experts.count),
  ];
  return [
    tensor('weights', 'token_embd', width, vocabularySize),
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    tensor('normalisation', 'output_norm', width),
    tensor('weights', 'output', width, vocabularySize),
  ];
}

function tensor(kind: MixtralTensor['kind'], name: string, ...dimensions: number[]): MixtralTensor {
  return { kind, name: `${name}.weight`, dimensions };
}
