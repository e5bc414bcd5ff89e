import { type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { ModelLoadError, ModelTooLargeError } from '../../../errors/index.js';
import { checkGgufFile } from '../../../gguf/check-file.js';
import { countAvailableThreads, getNativeRuntime } from './runtime.js';
import {
  ensureFits,
  estimateModelMemory,
  findFittingContextSize,
  readFreeMemory,
  type LoadShape,
  type MemoryEstimate,
} from '../memory/memory-estimate.js';
import { readModelFile } from '../model-file/read-model-file.js';
import { keyValueTypes, type LoadOptions } from '../options/load-options.js';

export const defaultContextSize = 4096;
export const defaultParallel = 4;
const defaultBatchSize = 1024;

/** Holds a loaded model and its context. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly threads: number;
  /** Estimated memory, in bytes. */
  readonly memory: Pick<MemoryEstimate, 'weights' | 'context'>;
  /** Frees the context, then the model. */
  readonly dispose: () => Promise<void>;
}

/**
 * Loads a model and its context. A failed load frees everything again.
 *
 * @throws {ModelFileError} when the file is not a GGUF file
 * @throws {ModelTooLargeError} when it needs more memory than is free
 * @throws {ModelLoadError} when the runtime refuses the device, the file or the context
 */
export async function loadModel(options: LoadOptions): Promise<LoadedModel> {
  const threads = options.threads ?? countAvailableThreads();
  await checkGgufFile(options.file);
  const disposals: (() => Promise<void>)[] = [];
  const dispose = async () => {
    for (const disposal of disposals.splice(0).reverse()) await disposal();
  };
  try {
    const llama = await getNativeRuntime(options.gpu ?? 'auto');
    const { shape, memory } = await chooseLoadShape(llama, options);
    const model = await llama.loadModel({
      modelPath: options.file,
      useMmap: options.mmap,
      useMlock: options.mlock,
      gpuLayers: options.gpuLayers,
      onLoadProgress: options.onProgress,
      loadSignal: options.signal,
    });
    disposals.push(() => model.dispose());
    const context = await model.createContext({
      contextSize: shape.contextSize,
      sequences: shape.sequences,
      batchSize: shape.batchSize,
      threads,
      flashAttention: chooseFlashAttention(options),
      experimentalKvCacheKeyType: keyValueTypes[shape.keyValueType].name,
      experimentalKvCacheValueType: keyValueTypes[shape.keyValueType].name,
      ...(options.lora?.length && {
        lora: { adapters: options.lora.map(({ file, scale = 1 }) => ({ filePath: file, scale })) },
      }),
      createSignal: options.signal,
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

/** Chooses flash attention, which quantised keys and values need. @throws RangeError when it is switched off for them */
function chooseFlashAttention({ flashAttention = 'auto', keyValueType = 'f16' }: LoadOptions): 'auto' | boolean {
  if (keyValueType === 'f16') return flashAttention;
  if (flashAttention === false) {
    throw new RangeError(`keys and values as ${keyValueType} need flash attention, which is switched off`);
  }
  return true;
}

type ChosenShape = Required<LoadShape>;

/**
 * Chooses a context size that fits into the memory, from the header of the file. A model that is too large must not be loaded,
 * because the system could kill other programs.
 */
async function chooseLoadShape(
  llama: Llama,
  options: LoadOptions,
): Promise<{ readonly shape: ChosenShape; readonly memory: MemoryEstimate }> {
  const { file, parallel: sequences = defaultParallel, keyValueType = 'f16', reservedMemory = 0 } = options;
  const toShape = (contextSize: number): ChosenShape => {
    const batchSize = Math.min(options.batchSize ?? defaultBatchSize, contextSize * sequences);
    return { file, contextSize, sequences, keyValueType, batchSize };
  };
  const wanted = options.contextSize ?? defaultContextSize;
  const [modelFile, available] = await Promise.all([readModelFile(file), readFreeMemory(llama)]);
  const estimate = await estimateModelMemory(modelFile, toShape(wanted));
  const free = available - reservedMemory;
  const largest = chooseContextSize(options.contextSize, estimate.trainContextSize ?? wanted);
  // An explicit size is used or refused. The default size may shrink.
  const fitting =
    options.contextSize === undefined
      ? Math.min(largest, findFittingContextSize(estimate, free, toShape(wanted)) || largest)
      : largest;
  const shape = toShape(fitting);
  const memory = fitting === wanted ? estimate : await estimateModelMemory(modelFile, shape);
  ensureFits(memory, free, shape);
  return { shape, memory };
}

function chooseContextSize(wanted: number | undefined, trained: number): number {
  if (wanted === undefined) return Math.min(defaultContextSize, trained);
  if (wanted > trained) {
    throw new RangeError(`a context of ${wanted} tokens is more than the ${trained} that the model was trained on`);
  }
  return wanted;
}
