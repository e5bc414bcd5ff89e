import { type EmbeddingEngine } from '../engine/embedding-engine.js';
import { LlamaEmbedder, type LlamaEmbedderOptions } from '../engine/llama/llama-embedder.js';
import {
  LlamaProcessEmbedder,
  type LlamaProcessEmbedderOptions,
} from '../engine/llama/process/llama-process-embedder.js';
import { resolveModel, type ResolveModelOptions } from '../models/resolve/resolve-model.js';
import { splitLoadOptions } from './split-load-options.js';

/** Chooses a model, how to load it, and the process that runs it. */
export interface LoadEmbeddingEngineOptions
  extends
    ResolveModelOptions,
    Omit<LlamaEmbedderOptions, 'file' | 'id' | 'signal'>,
    Pick<LlamaProcessEmbedderOptions, 'onIncident' | 'pingTimeoutMs'> {
  /** Process that runs the model. `process` (default): a process of its own. `in-process`: this process, for scripts and notebooks. */
  readonly isolation?: 'process' | 'in-process' | undefined;
}

/**
 * Fetches a model if needed, and loads it to convert texts to vectors. The default model is a small language model, which was not
 * trained to embed (`model.isTrainedToEmbed` is false). For real search, choose an embedding model, such as `all-minilm-l6-v2`.
 *
 * @throws the errors of `resolveModel` when there is no file
 * @throws {ModelTooLargeError} when it needs more memory than is free
 * @throws {ModelLoadError} when it cannot be loaded
 */
export async function loadEmbeddingEngine(options: LoadEmbeddingEngineOptions = {}): Promise<EmbeddingEngine> {
  const { isolation = 'process', ...loadOptions } = options;
  const { resolveOptions, engineOptions } = splitLoadOptions(loadOptions);
  const resolved = await resolveModel(resolveOptions);
  const Embedder = isolation === 'process' ? LlamaProcessEmbedder : LlamaEmbedder;
  return Embedder.load({ ...engineOptions, id: resolved.id, file: resolved.file });
}
