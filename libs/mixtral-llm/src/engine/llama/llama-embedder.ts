import { basename } from 'node:path';
import { type LlamaEmbeddingContext, type LlamaModel, type Token } from 'node-llama-cpp';
import { EmbeddingInputError, EngineClosedError, ModelLoadError } from '../../errors/index.js';
import { type Pooling, poolingTypes } from '../../gguf/pooling-type.js';
import { toModelId } from '../../gguf/to-model-id.js';
import { type EmbedOptions, type Embedding, type EmbeddingEngine, type EmbeddingModel } from '../embedding-engine.js';
import { type LoadOptions } from './options/load-options.js';
import { ensureFits, estimateModelMemory, readFreeMemory } from './memory/memory-estimate.js';
import { type ModelFile, readModelFile } from './model-file/read-model-file.js';
import { countAvailableThreads, getNativeRuntime } from './model/runtime.js';

/** Describes how to load an embedding model. */
export interface LlamaEmbedderOptions extends Pick<LoadOptions, 'file' | 'gpu' | 'gpuLayers' | 'threads' | 'signal'> {
  /** Id of the model in answers. Default: the name of the file without `.gguf`. */
  readonly id?: string | undefined;
  /** Maximum tokens of a text. Default 2,048, or less if the model was trained on less. */
  readonly maxTokens?: number | undefined;
}

const defaultMaxTokens = 2048;

/** Converts texts to vectors by llama.cpp in this process. */
export class LlamaEmbedder implements EmbeddingEngine {
  readonly #loaded: LlamaModel;
  readonly #context: LlamaEmbeddingContext;
  #closing: Promise<void> | undefined;

  private constructor(
    readonly model: EmbeddingModel,
    loaded: LlamaModel,
    context: LlamaEmbeddingContext,
  ) {
    this.#loaded = loaded;
    this.#context = context;
  }

  /**
   * Loads the file and makes it ready to embed.
   *
   * @throws {ModelFileError} when it is not a GGUF file
   * @throws {ModelTooLargeError} when it needs more memory than is free
   * @throws {ModelLoadError} when the runtime cannot load it, or it cannot embed
   */
  static async load(options: LlamaEmbedderOptions): Promise<LlamaEmbedder> {
    const { file, signal, threads = countAvailableThreads() } = options;
    const modelFile = await readModelFile(file);
    const llama = await getNativeRuntime(options.gpu ?? 'auto');
    const architecture = modelFile.info.metadata.general.architecture;
    const trainedPooling = toPooling(modelFile.info.architectureMetadata.pooling_type);
    const maxTokens = chooseMaxTokens(options, modelFile);
    const shape = { file, contextSize: maxTokens, sequences: 1 };
    ensureFits(await estimateModelMemory(modelFile, shape, llama), await readFreeMemory(llama), shape);
    let model: LlamaModel | undefined;
    try {
      model = await llama.loadModel({
        modelPath: file,
        gpuLayers: options.gpuLayers,
        // Without an override, the runtime uses only the vector of the last token of a language model.
        ...(!trainedPooling && {
          metadataOverrides: { [architecture]: { pooling_type: poolingTypes.mean } } as object,
        }),
        loadSignal: signal,
      });
      // The runtime keeps one token free, and a text must fit into one batch.
      const size = maxTokens + 1;
      const context = await model.createEmbeddingContext({
        contextSize: size,
        batchSize: size,
        threads,
        createSignal: signal,
      });
      const isTrainedToEmbed = trainedPooling !== undefined;
      const description = describeModel(options, model, {
        maxTokens,
        pooling: trainedPooling ?? 'mean',
        isTrainedToEmbed,
      });
      return new LlamaEmbedder(description, model, context);
    } catch (cause) {
      await model?.dispose();
      signal?.throwIfAborted();
      throw new ModelLoadError(file, cause);
    }
  }

  async embed(texts: readonly string[], { signal }: EmbedOptions = {}): Promise<readonly Embedding[]> {
    const inputs = texts.map((text, index) => this.#tokenize(text, index));
    for (const [index, { count }] of inputs.entries()) {
      if (count > this.model.maxTokens) throw new EmbeddingInputError(index, count, this.model.maxTokens);
    }
    const embeddings: Embedding[] = [];
    for (const { tokens, count } of inputs) {
      embeddings.push({ vector: await this.#embedOne(tokens, signal), tokens: count });
    }
    return embeddings;
  }

  /**
   * Converts texts to vectors as `embed` does, but leaves out those that are too long: null in their place.
   *
   * @throws the errors of `embed`; {EmbeddingInputError} only for an empty text
   */
  async embedFitting(
    texts: readonly string[],
    { signal }: EmbedOptions = {},
  ): Promise<readonly (readonly number[] | null)[]> {
    const vectors: (readonly number[] | null)[] = [];
    for (const [index, text] of texts.entries()) {
      const { tokens, count } = this.#tokenize(text, index);
      vectors.push(count <= this.model.maxTokens ? await this.#embedOne(tokens, signal) : null);
    }
    return vectors;
  }

  async #embedOne(tokens: readonly Token[], signal: AbortSignal | undefined): Promise<number[]> {
    signal?.throwIfAborted();
    if (this.#closing) throw new EngineClosedError();
    const { vector } = await this.#context.getEmbeddingFor([...tokens]);
    return normalize(vector);
  }

  async close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#context.dispose();
      await this.#loaded.dispose();
    })();
    await this.#closing;
  }

  /**
   * Converts a text to tokens, and counts them with those that the runtime adds at the end.
   *
   * The token at the beginning is added here, as the runtime leaves it out for a Unigram vocabulary (`resolveBeginningTokenToPrepend`
   * in node-llama-cpp 3), though the file asks for it.
   * @throws {EmbeddingInputError} when the text is empty
   */
  #tokenize(text: string, index: number): { readonly tokens: readonly Token[]; readonly count: number } {
    if (this.#closing) throw new EngineClosedError();
    if (text === '') throw new EmbeddingInputError(index, 0, this.model.maxTokens);
    const { bos, shouldPrependBosToken } = this.#loaded.tokens;
    const own = this.#loaded.tokenize(text);
    const tokens = shouldPrependBosToken && bos !== null && own[0] !== bos ? [bos, ...own] : own;
    return { tokens, count: this.#context.calculateInputLength(tokens) };
  }
}

/** Chooses the maximum tokens of a text. @throws {ModelLoadError} when the model was trained on less */
function chooseMaxTokens({ file, maxTokens }: LlamaEmbedderOptions, { info }: ModelFile): number {
  const trained = info.architectureMetadata.context_length ?? Infinity;
  if (maxTokens === undefined) return Math.min(defaultMaxTokens, trained);
  if (maxTokens <= trained) return maxTokens;
  const problem = `a text of ${maxTokens} tokens is more than the ${trained} that the model was trained on`;
  throw new ModelLoadError(file, new RangeError(problem));
}

function toPooling(type: unknown): EmbeddingModel['pooling'] | undefined {
  return (Object.keys(poolingTypes) as Pooling[]).find((pooling) => poolingTypes[pooling] === type);
}

function describeModel(
  { file, id }: LlamaEmbedderOptions,
  model: LlamaModel,
  properties: Pick<EmbeddingModel, 'maxTokens' | 'pooling' | 'isTrainedToEmbed'>,
): EmbeddingModel {
  const { general } = model.fileInfo.metadata;
  return {
    id: id ?? toModelId(file),
    name: general.name ?? basename(file),
    architecture: general.architecture,
    dimensions: model.embeddingVectorSize,
    ...properties,
  };
}

/** Scales a vector to length 1. */
function normalize(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : [...vector];
}
