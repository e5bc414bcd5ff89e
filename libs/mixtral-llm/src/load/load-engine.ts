import { type Engine } from '../engine/engine.js';
import { LlamaEngine } from '../engine/llama/llama-engine.js';
import { LlamaProcessEngine, type LlamaProcessEngineOptions } from '../engine/llama/process/llama-process-engine.js';
import { type OnProgress } from '../models/progress/progress.js';
import { resolveModel, type ResolveModelOptions } from '../models/resolve/resolve-model.js';
import { splitLoadOptions } from './split-load-options.js';

/** Chooses a model, how to load it, and the process that runs it. */
export interface LoadEngineOptions
  extends ResolveModelOptions, Omit<LlamaProcessEngineOptions, 'file' | 'id' | 'onProgress'> {
  /**
   * Process that runs the model. `process` (default): a process of its own, which cannot block or crash this one. `in-process`: this
   * process, for scripts and notebooks.
   */
  readonly isolation?: 'process' | 'in-process' | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Fetches a model if needed, and loads it.
 *
 * @throws the errors of `resolveModel` when there is no file
 * @throws {ModelTooLargeError} when it needs more memory than is free
 * @throws {ModelLoadError} when it cannot be loaded
 */
export async function loadEngine(options: LoadEngineOptions = {}): Promise<Engine> {
  const { isolation = 'process', ...loadOptions } = options;
  const { resolveOptions, engineOptions } = splitLoadOptions(loadOptions);
  const resolved = await resolveModel(resolveOptions);
  const { onProgress } = options;
  const Llama = isolation === 'process' ? LlamaProcessEngine : LlamaEngine;
  return Llama.load({
    ...engineOptions,
    id: resolved.id,
    file: resolved.file,
    defaultSystem: options.defaultSystem ?? resolved.defaultSystem,
    defaultSampling: options.defaultSampling ?? resolved.defaultSampling,
    onProgress: onProgress && ((share) => onProgress({ task: `Loading ${resolved.name}`, done: share, total: 1 })),
  });
}
