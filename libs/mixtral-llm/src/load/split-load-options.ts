import { type ResolveModelOptions } from '../models/resolve/resolve-model.js';

/** Splits the options of a load into those that choose the model file, and those of the engine. Both get the signal. */
export function splitLoadOptions<Options extends ResolveModelOptions>(options: Options) {
  const { model, modelPath, precision, cacheDirectory, sources, catalogue, onProgress, ...engineOptions } = options;
  const { signal } = options;
  const resolveOptions: ResolveModelOptions = {
    model,
    modelPath,
    precision,
    cacheDirectory,
    sources,
    catalogue,
    onProgress,
    signal,
  };
  return { resolveOptions, engineOptions };
}
