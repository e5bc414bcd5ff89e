import { type EmbeddingEngine } from '../engine/embedding-engine.js';
import { LlamaEmbedder, type LlamaEmbedderOptions } from '../engine/llama/llama-embedder.js';
import { LlamaProcessEmbedder } from '../engine/llama/process/llama-process-embedder.js';
import { resolveModel, type ResolveModelOptions } from '../models/resolve/resolve-model.js';

/** Which model, how it is loaded, and where it runs. */
export interface LoadEmbeddingEngineOptions
  extends ResolveModelOptions, Omit<LlamaEmbedderOptions, 'file' | 'id' | 'signal'> {
  /** `process` (default): in a process of its own. `in-process`: for scripts and notebooks. */
  readonly isolation?: 'process' | 'in-process';
}

/**
 * Fetches a model if needed, and loads it to make vectors of texts. The default model is a small language model, whose vectors are
 * averages and no more (`model.isTrainedToEmbed` is false): give the `modelPath` of an embedding model for search that matters.
 *
 * @throws what `resolveModel` throws, when there is no file
 * @throws {ModelTooLargeError} when it needs more memory than is free
 * @throws {ModelLoadError} when it cannot be loaded
 */
export async function loadEmbeddingEngine(options: LoadEmbeddingEngineOptions = {}): Promise<EmbeddingEngine> {
  const {
    isolation = 'process',
    onProgress,
    model,
    modelPath,
    precision,
    cacheDirectory,
    sources,
    catalogue,
    ...embedderOptions
  } = options;
  const resolved = await resolveModel({
    model,
    modelPath,
    precision,
    cacheDirectory,
    sources,
    catalogue,
    onProgress,
    signal: options.signal,
  });
  const Embedder = isolation === 'process' ? LlamaProcessEmbedder : LlamaEmbedder;
  return Embedder.load({ ...embedderOptions, id: resolved.id, file: resolved.file });
}
