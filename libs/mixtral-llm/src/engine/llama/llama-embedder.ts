import { type LlamaEmbeddingContext, type LlamaModel } from 'node-llama-cpp';
import { EmbeddingInputError, EngineClosedError, ModelLoadError, ModelTooLargeError } from '../../errors/index.js';
import { type Embedding, type EmbeddingEngine, type EmbeddingModel } from '../embedding-engine.js';
import { availableThreads } from './model/available-threads.js';
import { type LoadOptions } from './model/load-model.js';
import { ensureFits, estimateModelMemory, freeMemory } from './memory/memory-estimate.js';
import { readModelFile } from './model-file/read-model-file.js';
import { nativeRuntime } from './model/runtime.js';

/** How an embedding model is loaded. */
export interface LlamaEmbedderOptions extends Pick<LoadOptions, 'file' | 'gpu' | 'gpuLayers' | 'threads' | 'signal'> {
  /** Name for the model in answers. Default: the file's name without `.gguf`. */
  readonly id?: string | undefined;
  /** Tokens that a text may have. Default: what the model was trained on, at most 2,048. */
  readonly maxTokens?: number | undefined;
}

const defaultMaxTokens = 2048;

/** `llama_pooling_type` of the runtime. */
const poolings = { 1: 'mean', 2: 'cls', 3: 'last' } as const;
const meanPooling = 1;

/** Texts to vectors by llama.cpp in this process. */
export class LlamaEmbedder implements EmbeddingEngine {
  #closing: Promise<void> | undefined;

  readonly #loaded: LlamaModel;
  readonly #context: LlamaEmbeddingContext;

  private constructor(
    readonly model: EmbeddingModel,
    loaded: LlamaModel,
    context: LlamaEmbeddingContext,
  ) {
    this.#loaded = loaded;
    this.#context = context;
  }

  /**
   * @throws {ModelFileError} when it is not a GGUF file
   * @throws {ModelTooLargeError} when it needs more memory than is free
   * @throws {ModelLoadError} when it cannot be loaded, or is made for something else than embedding
   */
  static async load(options: LlamaEmbedderOptions): Promise<LlamaEmbedder> {
    const { file, signal, threads = availableThreads() } = options;
    const modelFile = await readModelFile(file);
    const llama = await nativeRuntime(options.gpu ?? 'auto');
    const architecture = modelFile.info.metadata.general.architecture;
    const stored = poolingOf(modelFile.info.architectureMetadata.pooling_type);
    const memory = await estimateModelMemory(modelFile, { file, contextSize: defaultMaxTokens, sequences: 1 }, llama);
    const maxTokens = options.maxTokens ?? Math.min(defaultMaxTokens, memory.trainContextSize ?? defaultMaxTokens);
    ensureFits(memory, await freeMemory(llama), { file, contextSize: maxTokens, sequences: 1 });
    let model: LlamaModel | undefined;
    try {
      model = await llama.loadModel({
        modelPath: file,
        ...(options.gpuLayers !== undefined && { gpuLayers: options.gpuLayers }),
        // Without it the runtime would take the vector of the last token alone.
        ...(!stored && { metadataOverrides: { [architecture]: { pooling_type: meanPooling } } as object }),
        ...(signal && { loadSignal: signal }),
      });
      // The runtime's own bound leaves one place free. A text is pooled within one batch.
      const size = maxTokens + 1;
      const context = await model.createEmbeddingContext({
        contextSize: size,
        batchSize: size,
        threads,
        ...(signal && { createSignal: signal }),
      });
      return new LlamaEmbedder(
        describe(options, model, { maxTokens, pooling: stored ?? 'mean', isTrainedToEmbed: stored !== undefined }),
        model,
        context,
      );
    } catch (cause) {
      await model?.dispose();
      signal?.throwIfAborted();
      throw ModelTooLargeError.isInstance(cause) ? cause : new ModelLoadError(file, cause);
    }
  }

  async embed(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly Embedding[]> {
    const lengths = texts.map((text, index) => this.#lengthOf(text, index));
    const embeddings: Embedding[] = [];
    for (const [index, text] of texts.entries()) {
      signal?.throwIfAborted();
      if (this.#closing) throw new EngineClosedError();
      const { vector } = await this.#context.getEmbeddingFor(text);
      embeddings.push({ vector: normalised(vector), tokens: lengths[index] ?? 0 });
    }
    return embeddings;
  }

  async close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#context.dispose();
      await this.#loaded.dispose();
    })();
    await this.#closing;
  }

  #lengthOf(text: string, index: number): number {
    if (this.#closing) throw new EngineClosedError();
    if (text === '') throw new EmbeddingInputError(index, 0, this.model.maxTokens);
    const tokens = this.#context.calculateInputLength(text);
    if (tokens > this.model.maxTokens) throw new EmbeddingInputError(index, tokens, this.model.maxTokens);
    return tokens;
  }
}

function poolingOf(type: unknown): EmbeddingModel['pooling'] | undefined {
  return poolings[type as keyof typeof poolings];
}

function describe(
  { file, id }: LlamaEmbedderOptions,
  model: LlamaModel,
  facts: Pick<EmbeddingModel, 'maxTokens' | 'pooling' | 'isTrainedToEmbed'>,
): EmbeddingModel {
  const fileName = file.split(/[\\/]/).at(-1) ?? file;
  const { general } = model.fileInfo.metadata;
  return {
    id: id ?? fileName.replace(/\.gguf$/i, ''),
    name: general.name ?? fileName,
    architecture: general.architecture,
    dimensions: model.embeddingVectorSize,
    ...facts,
  };
}

/** Of length 1. */
function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : [...vector];
}
