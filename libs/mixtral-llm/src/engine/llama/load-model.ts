import { type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { ModelLoadError, ModelTooLargeError } from '../../errors.js';
import { checkGgufFile } from '../../models/check-file.js';
import { availableThreads } from './available-threads.js';
import { ensureFits, estimateMemory, freeMemory, type LoadShape } from './memory-estimate.js';

/** How a model file is loaded. */
export interface LoadOptions {
  /** Path of a GGUF file. */
  readonly file: string;
  /** Where layers are computed. Default `auto`: a GPU if there is one that works. */
  readonly gpu?: 'auto' | 'cuda' | 'metal' | 'vulkan' | false | undefined;
  /** Layers on the GPU. Default: as many as fit. */
  readonly gpuLayers?: number | undefined;
  /** Tokens that prompt and answer may have together. Default: 4,096, at most what the model was trained on. */
  readonly contextSize?: number | undefined;
  /** Generations that may run at the same time, each with a context of its own. Default 4. */
  readonly parallel?: number | undefined;
  /** Default `auto`: where the model and the device support it. */
  readonly flashAttention?: 'auto' | boolean | undefined;
  /** Threads for computing. Default: the cores that this process may use. */
  readonly threads?: number | undefined;
  /** Called with the share loaded, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

export const defaultContextSize = 4096;
export const defaultParallel = 4;

/** What was loaded. `dispose` gives everything back, in order. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly threads: number;
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
    const llama = await startRuntime(options.gpu ?? 'auto', threads);
    disposals.push(() => llama.dispose());
    const shape = await shapeThatFits(llama, options);
    const model = await llama.loadModel({
      modelPath: options.file,
      ...(options.gpuLayers !== undefined && { gpuLayers: options.gpuLayers }),
      ...(options.onProgress && { onLoadProgress: options.onProgress }),
      ...(options.signal && { loadSignal: options.signal }),
    });
    disposals.push(() => model.dispose());
    const context = await model.createContext({
      contextSize: shape.contextSize,
      sequences: shape.sequences,
      threads,
      flashAttention: options.flashAttention ?? 'auto',
      ...(options.signal && { createSignal: options.signal }),
    });
    disposals.push(() => context.dispose());
    return { llama, model, context, threads, dispose };
  } catch (cause) {
    await dispose();
    options.signal?.throwIfAborted();
    if (ModelTooLargeError.isInstance(cause)) throw cause;
    throw new ModelLoadError(options.file, cause);
  }
}

/** What will be loaded, after a look at the header: a model that is too large must not take the machine down. */
async function shapeThatFits(llama: Llama, options: LoadOptions): Promise<LoadShape> {
  const shape = (contextSize: number) => ({ file: options.file, contextSize, sequences: options.parallel ?? defaultParallel });
  const wanted = options.contextSize ?? defaultContextSize;
  const estimate = await estimateMemory(shape(wanted));
  const chosen = shape(contextSizeFor(options.contextSize, estimate.trainContextSize ?? wanted));
  ensureFits(estimate, await freeMemory(llama), chosen);
  return chosen;
}

function contextSizeFor(wanted: number | undefined, trained: number): number {
  if (wanted === undefined) return Math.min(defaultContextSize, trained);
  if (wanted > trained) {
    throw new RangeError(`a context of ${wanted} tokens is more than the ${trained} that the model was trained on`);
  }
  return wanted;
}

async function startRuntime(gpu: NonNullable<LoadOptions['gpu']>, threads: number): Promise<Llama> {
  // Half a second and the native binary: only when a model is loaded.
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  return getLlama({
    gpu,
    // Never compile or download at run time: what is installed is what runs.
    build: 'never',
    skipDownload: true,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
    progressLogs: false,
  });
}
