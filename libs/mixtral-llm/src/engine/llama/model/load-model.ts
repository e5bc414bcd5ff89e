import { type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { ModelLoadError, ModelTooLargeError } from '../../../errors/index.js';
import { checkGgufFile } from '../../../gguf/check-file.js';
import { availableThreads } from './available-threads.js';
import { type Device, nativeRuntime } from './runtime.js';
import {
  ensureFits,
  estimateModelMemory,
  fittingContext,
  freeMemory,
  type KeyValueType,
  type LoadShape,
  type MemoryEstimate,
} from '../memory/memory-estimate.js';
import { readModelFile } from '../model-file/read-model-file.js';

/** How a model file is loaded. */
export interface LoadOptions {
  /** Path of a GGUF file. */
  readonly file: string;
  /** Where layers are computed. Default `auto`: a GPU if there is one that works. */
  readonly gpu?: Device | undefined;
  /** Layers on the GPU. Default: as many as fit. */
  readonly gpuLayers?: number | undefined;
  /**
   * Tokens that prompt and answer may have together. Default: 4,096, at most what the model was trained on, and less where
   * there is not enough memory for so many.
   */
  readonly contextSize?: number | undefined;
  /** Generations that may run at the same time, each with a context of its own. Default 4. */
  readonly parallel?: number | undefined;
  /** Default `auto`: where the model and the device support it. */
  readonly flashAttention?: 'auto' | boolean | undefined;
  /** Tokens that one step evaluates, at most. Default 1,024: as many prompts as possible are read together. */
  readonly batchSize?: number | undefined;
  /** Memory that is spoken for, and not taken yet. Bytes. Default 0. */
  readonly reservedMemory?: number | undefined;
  /** How keys and values are stored. Default `f16`; the others take a half and a quarter of the memory, and need flash attention. */
  readonly keyValueType?: KeyValueType | undefined;
  /** Whether weights are read from the file as they are needed. Default: as the runtime finds best. */
  readonly mmap?: boolean | undefined;
  /** Whether weights are kept from being swapped out. Default false. */
  readonly mlock?: boolean | undefined;
  /** LoRA adapters that are added to the model, as GGUF files. Default: none. */
  readonly lora?: readonly LoraAdapter[] | undefined;
  /** Threads for computing. Default: the cores that this process may use. */
  readonly threads?: number | undefined;
  /** Called with the share loaded, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** A file of small changes to a model's weights. */
export interface LoraAdapter {
  /** Path of a GGUF file. */
  readonly file: string;
  /** Default 1. */
  readonly scale?: number | undefined;
}

export const defaultContextSize = 4096;
export const defaultParallel = 4;
const defaultBatchSize = 1024;

/** What was loaded. `dispose` gives everything back, in order. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly threads: number;
  /** What weights and context were expected to take before they were loaded. Bytes. */
  readonly memory: Pick<MemoryEstimate, 'weights' | 'context'>;
  readonly dispose: () => Promise<void>;
}

/**
 * Loads a model and its context. A failed load leaves nothing behind.
 *
 * @throws {ModelFileError} when it is not a GGUF file
 * @throws {ModelTooLargeError} when it needs more memory than is free
 * @throws {ModelLoadError} when the runtime refuses the device, the file or the context
 */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const threads = options.threads ?? availableThreads();
  await checkGgufFile(options.file);
  const disposals: (() => Promise<void>)[] = [];
  const dispose = async () => {
    for (const disposal of disposals.splice(0).reverse()) await disposal();
  };
  try {
    const llama = await nativeRuntime(options.gpu ?? 'auto');
    const { shape, memory } = await shapeThatFits(llama, options);
    const model = await llama.loadModel({
      modelPath: options.file,
      ...(options.mmap !== undefined && { useMmap: options.mmap }),
      ...(options.mlock !== undefined && { useMlock: options.mlock }),
      ...(options.gpuLayers !== undefined && { gpuLayers: options.gpuLayers }),
      ...(options.onProgress && { onLoadProgress: options.onProgress }),
      ...(options.signal && { loadSignal: options.signal }),
    });
    disposals.push(() => model.dispose());
    const context = await model.createContext({
      contextSize: shape.contextSize,
      sequences: shape.sequences,
      batchSize: shape.batchSize,
      threads,
      flashAttention: flashAttentionOf(options),
      experimentalKvCacheKeyType: runtimeTypes[shape.keyValueType],
      experimentalKvCacheValueType: runtimeTypes[shape.keyValueType],
      ...(options.lora?.length && {
        lora: { adapters: options.lora.map(({ file, scale = 1 }) => ({ filePath: file, scale })) },
      }),
      ...(options.signal && { createSignal: options.signal }),
    });
    disposals.push(() => context.dispose());
    return { llama, model, context, threads, memory, dispose };
  } catch (cause) {
    await dispose();
    options.signal?.throwIfAborted();
    if (ModelTooLargeError.isInstance(cause)) throw cause;
    throw new ModelLoadError(options.file, cause);
  }
}

/** The runtime's names. */
const runtimeTypes = { f16: 'F16', q8_0: 'Q8_0', q4_0: 'Q4_0' } as const satisfies Record<KeyValueType, string>;

/** Quantised values can be read by flash attention only. */
function flashAttentionOf({ flashAttention = 'auto', keyValueType = 'f16' }: LoadOptions): 'auto' | boolean {
  if (keyValueType === 'f16') return flashAttention;
  if (flashAttention === false)
    throw new RangeError(`keys and values as ${keyValueType} need flash attention, which is switched off`);
  return true;
}

type ChosenShape = Required<LoadShape>;

/** What will be loaded, after a look at the header: a model that is too large must not take the machine down. */
async function shapeThatFits(
  llama: Llama,
  options: LoadOptions,
): Promise<{ readonly shape: ChosenShape; readonly memory: MemoryEstimate }> {
  const { file, parallel: sequences = defaultParallel, keyValueType = 'f16', reservedMemory = 0 } = options;
  const shapeOf = (contextSize: number): ChosenShape => {
    const batchSize = Math.min(options.batchSize ?? defaultBatchSize, contextSize * sequences);
    return { file, contextSize, sequences, keyValueType, batchSize };
  };
  const wanted = options.contextSize ?? defaultContextSize;
  const [modelFile, available] = await Promise.all([readModelFile(file), freeMemory(llama)]);
  const estimate = await estimateModelMemory(modelFile, shapeOf(wanted));
  const free = available - reservedMemory;
  const largest = contextSizeFor(options.contextSize, estimate.trainContextSize ?? wanted);
  // A size that was asked for is given or refused; the default one is a wish.
  const fitting =
    options.contextSize === undefined
      ? Math.min(largest, fittingContext(estimate, free, shapeOf(wanted)) || largest)
      : largest;
  const shape = shapeOf(fitting);
  const memory = fitting === wanted ? estimate : await estimateModelMemory(modelFile, shape);
  ensureFits(memory, free, shape);
  return { shape, memory };
}

function contextSizeFor(wanted: number | undefined, trained: number): number {
  if (wanted === undefined) return Math.min(defaultContextSize, trained);
  if (wanted > trained) {
    throw new RangeError(`a context of ${wanted} tokens is more than the ${trained} that the model was trained on`);
  }
  return wanted;
}
