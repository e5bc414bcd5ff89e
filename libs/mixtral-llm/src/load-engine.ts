import { type Engine } from './engine/engine.js';
import { LlamaEngine, type LlamaEngineOptions } from './engine/llama/llama-engine.js';
import { LlamaProcessEngine } from './engine/llama/llama-process-engine.js';
import { type OnProgress } from './models/progress.js';
import { resolveModel, type ResolveModelOptions } from './models/resolve-model.js';

/** Which model, how it is loaded, and where it runs. */
export interface LoadEngineOptions extends ResolveModelOptions, Omit<LlamaEngineOptions, 'file' | 'id' | 'onProgress' | 'signal'> {
  /**
   * `process` (default): in a process of its own, which never blocks this one and cannot take it down. `in-process`: for
   * scripts and notebooks.
   */
  readonly isolation?: 'process' | 'in-process';
  readonly onProgress?: OnProgress;
}

/**
 * Fetches a model if needed, and loads it.
 *
 * @throws what `resolveModel` throws, when there is no file
 * @throws {ModelTooLargeError} when it needs more memory than is free
 * @throws {ModelLoadError} when it cannot be loaded
 */
export async function loadEngine(options: LoadEngineOptions = {}): Promise<Engine> {
  const { isolation = 'process', onProgress, signal } = options;
  const { id, name, file, defaultSystem, defaultSampling } = await resolveModel(options);
  const { gpu, gpuLayers, contextSize, parallel, flashAttention, threads, maxQueued, prefillChunk } = options;
  const Llama = isolation === 'process' ? LlamaProcessEngine : LlamaEngine;
  return Llama.load({
    ...{ id, file, defaultSystem: options.defaultSystem ?? defaultSystem },
    defaultSampling: options.defaultSampling ?? defaultSampling,
    ...{ gpu, gpuLayers, contextSize, parallel, flashAttention, threads, maxQueued, prefillChunk },
    ...(onProgress && { onProgress: (share) => onProgress({ task: `Loading ${name}`, done: share, total: 1 }) }),
    ...(signal && { signal }),
  });
}
