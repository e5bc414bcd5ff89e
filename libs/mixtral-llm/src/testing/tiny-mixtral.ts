import { ggmlType, valueCount } from '../gguf/ggml-type.js';
import { type GgufTensor, writeGguf } from '../gguf/gguf-writer.js';
import {
  mixtralMetadata,
  type MixtralShape,
  type MixtralTensor,
  mixtralTensors,
  validateShape,
} from './mixtral-shape.js';
import { laterMixtralVocabulary, mixtralVocabulary } from './mixtral-vocabulary.js';
import { f32Weights, ones, q8Weights } from './seeded-weights.js';

/** Sizes and contents of a random-weight Mixtral. The widths are multiples of 32, the heads of 4. */
export interface TinyMixtralOptions extends Partial<MixtralShape> {
  /** Same seed and same sizes, same bytes. Default 1. */
  readonly seed?: number;
  /** What the file says of the prefix space; public files differ. Default: nothing. */
  readonly addSpacePrefix?: boolean;
  /** Jinja text in the file. Default: none. */
  readonly chatTemplate?: string;
  /** `first` (default) is Mixtral-8x7B's; `later` has control tokens for turns and tools, as Mixtral 8x22B's. */
  readonly vocabulary?: 'first' | 'later';
}

/** The smallest sizes that are still a true Mixtral in every part: 5.3 MB. */
const tinyShape: MixtralShape = {
  embeddingLength: 64,
  feedForwardLength: 64,
  layers: 2,
  heads: 4,
  contextLength: 2048,
};

/**
 * Sizes for benchmarks: 628 million parameters, of which 222 million work on each token; 670 MB. Small enough to be built in
 * seconds, large enough that computing outweighs everything around it.
 */
export const benchmarkMixtral: MixtralShape = {
  embeddingLength: 1024,
  feedForwardLength: 2752,
  layers: 8,
  heads: 16,
  contextLength: 4096,
};

/**
 * Writes a GGUF file of Mixtral's architecture (`llama` with 8 experts, of which 2 are used) with its real vocabulary and
 * seeded random weights in Q8_0: with the default sizes 5.3 MB, in a fraction of a second. What it says makes no sense;
 * that it says something proves the mixture of experts, the vocabulary and the template without a download.
 *
 * @throws RangeError that names the size that makes no model
 */
export async function writeTinyMixtral(path: string, options: TinyMixtralOptions = {}): Promise<void> {
  const { seed = 1, addSpacePrefix, chatTemplate, vocabulary: version = 'first', ...sizes } = options;
  const vocabulary = version === 'first' ? mixtralVocabulary() : laterMixtralVocabulary();
  const shape = { ...tinyShape, ...sizes };
  validateShape(shape);
  const facts = {
    name: `Random Mixtral ${shape.layers}x${shape.embeddingLength}`,
    fileType: 7,
    addSpacePrefix,
    chatTemplate,
    vocabulary,
  };
  const tensors = mixtralTensors(shape, vocabulary.tokens.length).map((tensor, index) =>
    withData(tensor, seed * 1000 + index, shape),
  );
  await writeGguf(path, mixtralMetadata(shape, facts), tensors);
}

function withData(
  { kind, name, dimensions }: MixtralTensor,
  seed: number,
  { embeddingLength }: MixtralShape,
): GgufTensor {
  const values = valueCount(dimensions);
  // A deviation of 1/√width keeps activations in range through the layers.
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
