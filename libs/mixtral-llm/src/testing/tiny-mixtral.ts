import { ggmlType, countValues } from '../gguf/ggml-type.js';
import { type GgufTensor, writeGguf } from '../gguf/gguf-writer.js';
import {
  mixtralMetadata,
  type MixtralShape,
  type MixtralTensor,
  mixtralTensors,
  validateShape,
} from './mixtral-shape.js';
import { mixtralV3Vocabulary, mixtralVocabulary } from './mixtral-vocabulary.js';
import { f32Weights, ones, q8Weights } from './seeded-weights.js';

/** Sets the sizes and contents of a Mixtral with random weights. Widths are multiples of 32, heads of 4. */
export interface TinyMixtralOptions extends Partial<MixtralShape> {
  /** Seed of the weights: the same seed and sizes give the same bytes. Default 1. */
  readonly seed?: number;
  /** Value of `add_space_prefix`, which differs in public files. Default: the file has none. */
  readonly addSpacePrefix?: boolean;
  /** Jinja chat template in the file. Default: none. */
  readonly chatTemplate?: string;
  /** `v1` (default) is that of Mixtral 8x7B. `v3` is that of Mixtral 8x22B, with control tokens for turns and tools. */
  readonly vocabulary?: 'v1' | 'v3';
}

/** Smallest sizes with every part of a real Mixtral: 5.3 MB. */
const tinyShape: MixtralShape = {
  embeddingLength: 64,
  feedForwardLength: 64,
  layers: 2,
  heads: 4,
  contextLength: 2048,
};

/**
 * Sizes for benchmarks: 628 million parameters, 222 million of them used for each token; 670 MB. Writing the file takes
 * seconds, and the time of a request is spent mostly in computing, not in overhead.
 */
export const benchmarkMixtral: MixtralShape = {
  embeddingLength: 1024,
  feedForwardLength: 2752,
  layers: 8,
  heads: 16,
  contextLength: 4096,
};

/**
 * Writes a GGUF file of Mixtral's architecture: `llama` with 8 experts, of which 2 are used. It has the real vocabulary and seeded random
 * weights in Q8_0; the default sizes take 5.3 MB and a fraction of a second. Its answers make no sense, but they test the mixture
 * of experts, the vocabulary and the template without a download.
 *
 * @throws RangeError that names the wrong size
 */
export async function writeTinyMixtral(path: string, options: TinyMixtralOptions = {}): Promise<void> {
  const { seed = 1, addSpacePrefix, chatTemplate, vocabulary: version = 'v1', ...sizes } = options;
  const vocabulary = version === 'v1' ? mixtralVocabulary() : mixtralV3Vocabulary();
  const shape = { ...tinyShape, ...sizes };
  validateShape(shape);
  const description = {
    name: `Random Mixtral ${shape.layers}x${shape.embeddingLength}`,
    fileType: 7,
    addSpacePrefix,
    chatTemplate,
    vocabulary,
  };
  const tensors = mixtralTensors(shape, vocabulary.tokens.length).map((tensor, index) =>
    withData(tensor, seed * 1000 + index, shape),
  );
  await writeGguf(path, mixtralMetadata(shape, description), tensors);
}

function withData(
  { kind, name, dimensions }: MixtralTensor,
  seed: number,
  { embeddingLength }: MixtralShape,
): GgufTensor {
  const values = countValues(dimensions);
  // A deviation of 1/√width keeps the activations of all layers in range.
  const deviation = 1 / Math.sqrt(embeddingLength);
  switch (kind) {
    case 'normalisation':
      return { name, dimensions, type: ggmlType.f32, data: () => [ones(values)] };
    case 'router':
      return { name, dimensions, type: ggmlType.f32, data: () => [f32Weights(values, seed, deviation)] };
    case 'weights':
      return { name, dimensions, type: ggmlType.q8_0, data: () => q8Weights(values, seed, deviation) };
  }
}
