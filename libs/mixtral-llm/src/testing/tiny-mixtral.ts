import { type GgufTensor, type GgufValue, ggmlType, writeGguf } from './gguf-writer.js';
import { mixtralVocabulary } from './mixtral-vocabulary.js';
import { ones, q8ByteLength, q8Weights } from './seeded-weights.js';

/** Size and contents of a random-weight Mixtral. Every size is a multiple of 32. */
export interface TinyMixtralOptions {
  /** Same seed, same bytes. Default 1. */
  readonly seed?: number;
  /** Width of the model. Default 64. */
  readonly embeddingLength?: number;
  /** Width inside each expert. Default 64. */
  readonly feedForwardLength?: number;
  /** Default 2. */
  readonly layers?: number;
  /** Query heads; a quarter as many hold keys and values. Default 4. */
  readonly heads?: number;
  /** Tokens that the model was "trained" on. Default 2,048. */
  readonly contextLength?: number;
  /** What the file says of the prefix space; public files differ. Default: nothing. */
  readonly addSpacePrefix?: boolean;
  /** Jinja text in the file. Default: none. */
  readonly chatTemplate?: string;
}

const experts = { count: 8, used: 2 };

/**
 * Writes a GGUF file of Mixtral's architecture (`llama` with 8 experts, of which 2 are used) with its real vocabulary and
 * seeded random weights in Q8_0: with the default sizes 5 MB, in a fraction of a second. What it says makes no sense; that it says
 * something proves the mixture of experts, the vocabulary and the template without a download.
 */
export async function writeTinyMixtral(path: string, options: TinyMixtralOptions = {}): Promise<void> {
  const shape = { ...defaults, ...options };
  await writeGguf(path, metadataOf(shape), tensorsOf(shape));
}

const defaults = {
  seed: 1,
  embeddingLength: 64,
  feedForwardLength: 64,
  layers: 2,
  heads: 4,
  contextLength: 2048,
};

type Shape = typeof defaults & Pick<TinyMixtralOptions, 'addSpacePrefix' | 'chatTemplate'>;

const keyValueHeads = (shape: Shape) => Math.max(1, shape.heads / 4);

function metadataOf(shape: Shape): Record<string, GgufValue> {
  const { tokens, scores, types } = mixtralVocabulary();
  return {
    'general.architecture': { string: 'llama' },
    'general.name': { string: `Random Mixtral ${shape.layers}x${shape.embeddingLength}` },
    'general.file_type': { uint32: 7 },
    'general.quantization_version': { uint32: 2 },
    'llama.context_length': { uint32: shape.contextLength },
    'llama.embedding_length': { uint32: shape.embeddingLength },
    'llama.block_count': { uint32: shape.layers },
    'llama.feed_forward_length': { uint32: shape.feedForwardLength },
    'llama.rope.dimension_count': { uint32: shape.embeddingLength / shape.heads },
    'llama.rope.freq_base': { float32: 1e6 },
    'llama.attention.head_count': { uint32: shape.heads },
    'llama.attention.head_count_kv': { uint32: keyValueHeads(shape) },
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
    ...(shape.addSpacePrefix !== undefined && { 'tokenizer.ggml.add_space_prefix': { boolean: shape.addSpacePrefix } }),
    ...(shape.chatTemplate !== undefined && { 'tokenizer.chat_template': { string: shape.chatTemplate } }),
  };
}

function tensorsOf(shape: Shape): GgufTensor[] {
  const { embeddingLength: width, feedForwardLength: inner, layers, heads } = shape;
  const keyValueWidth = (width / heads) * keyValueHeads(shape);
  const vocabularySize = mixtralVocabulary().tokens.length;
  let seed = shape.seed * 1000;
  const weights = (name: string, ...dimensions: number[]): GgufTensor => {
    const values = dimensions.reduce((product, dimension) => product * dimension, 1);
    const tensorSeed = seed++;
    // A deviation of 1/√width keeps activations in range through the layers.
    const data = () => q8Weights(values, tensorSeed, 1 / Math.sqrt(width));
    return { name: `${name}.weight`, dimensions, type: ggmlType.q8_0, byteLength: q8ByteLength(values), data };
  };
  const norm = (name: string): GgufTensor => ({
    name: `${name}.weight`,
    dimensions: [width],
    type: ggmlType.f32,
    byteLength: width * 4,
    data: () => [ones(width)],
  });
  const block = (layer: number) => [
    norm(`blk.${layer}.attn_norm`),
    weights(`blk.${layer}.attn_q`, width, width),
    weights(`blk.${layer}.attn_k`, width, keyValueWidth),
    weights(`blk.${layer}.attn_v`, width, keyValueWidth),
    weights(`blk.${layer}.attn_output`, width, width),
    norm(`blk.${layer}.ffn_norm`),
    weights(`blk.${layer}.ffn_gate_inp`, width, experts.count),
    weights(`blk.${layer}.ffn_gate_exps`, width, inner, experts.count),
    weights(`blk.${layer}.ffn_up_exps`, width, inner, experts.count),
    weights(`blk.${layer}.ffn_down_exps`, inner, width, experts.count),
  ];
  return [
    weights('token_embd', width, vocabularySize),
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    norm('output_norm'),
    weights('output', width, vocabularySize),
  ];
}
