import { type EmbeddingEngine, type Engine, loadEmbeddingEngine, loadEngine, type LoadEngineOptions, type OnProgress, terminalProgress } from '@leeward/mixtral-llm';
import { type Environment } from '../config/environment.js';
import { logIncident } from './log-incident.js';

/** The model that answers. @throws as `loadEngine` */
export function loadServedModel(environment: Environment): Promise<Engine> {
  return showingProgress((onProgress) =>
    loadEngine({
      model: environment.MODEL,
      modelPath: environment.MODEL_PATH,
      precision: environment.MODEL_PRECISION,
      cacheDirectory: environment.LEEWARD_CACHE,
      ...deviceOptions(environment),
      gpuLayers: environment.GPU_LAYERS,
      flashAttention: environment.FLASH_ATTENTION,
      contextSize: environment.CONTEXT_SIZE,
      keyValueType: environment.KEY_VALUE_TYPE,
      draftModel: environment.DRAFT_MODEL_PATH === undefined ? undefined : { file: environment.DRAFT_MODEL_PATH },
      lookAhead: environment.LOOK_AHEAD,
      longestStall: environment.LONGEST_STALL,
      parallel: environment.PARALLEL_REQUESTS,
      maxQueued: environment.MAX_QUEUED_REQUESTS,
      onProgress,
      onIncident: logIncident,
    }),
  );
}

/** A guard of a file of its own, if the settings name one. @throws as `loadEngine` */
export async function loadGuardModel(environment: Environment): Promise<Engine | undefined> {
  const { GUARD_MODEL_PATH: modelPath, GPU_LAYERS: gpuLayers } = environment;
  if (modelPath === undefined) return undefined;
  return showingProgress((onProgress) => loadEngine({ modelPath, ...deviceOptions(environment), gpuLayers, onProgress, onIncident: logIncident }));
}

/** Whether the settings name an embedding model. */
export function namesEmbeddingModel({ EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: path }: Environment): boolean {
  return model !== undefined || path !== undefined;
}

/** The embedding model, if the settings name one. @throws as `loadEmbeddingEngine` */
export async function loadEmbeddingModel(environment: Environment): Promise<EmbeddingEngine | undefined> {
  if (!namesEmbeddingModel(environment)) return undefined;
  const { EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: modelPath, LEEWARD_CACHE: cacheDirectory } = environment;
  return showingProgress((onProgress) => loadEmbeddingEngine({ model, modelPath, cacheDirectory, ...deviceOptions(environment), onProgress }));
}

function deviceOptions({ GPU: gpu, THREADS: threads }: Environment): Pick<LoadEngineOptions, 'gpu' | 'threads'> {
  return { gpu, threads };
}

/** Shows on the terminal how far a model has come. */
function showingProgress<Loaded>(load: (onProgress: OnProgress) => Promise<Loaded>): Promise<Loaded> {
  const { onProgress, stop } = terminalProgress();
  return load(onProgress).finally(stop);
}
