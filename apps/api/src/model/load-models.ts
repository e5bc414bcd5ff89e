import {
  type EmbeddingEngine,
  type Engine,
  loadEmbeddingEngine,
  loadEngine,
  type LoadEngineOptions,
  type OnProgress,
  terminalProgress,
} from '@leeward/mixtral-llm';
import { type Environment } from '../config/environment.js';
import { logIncident } from './log-incident.js';

/** The settings that say which model is loaded and how large it becomes. */
const modelSettings = ['MODEL', 'MODEL_PATH', 'MODEL_PRECISION', 'CONTEXT_SIZE', 'DRAFT_MODEL_PATH'] as const;

/** The model that answers. @throws {Error} that names the settings, with what `loadEngine` says. */
export function loadServedModel(environment: Environment): Promise<Engine> {
  return loading(environment, modelSettings, (onProgress) =>
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

/** A guard of a file of its own, if the settings name one. @throws {Error} that names the setting, with what `loadEngine` says. */
export async function loadGuardModel(environment: Environment): Promise<Engine | undefined> {
  const { GUARD_MODEL_PATH: modelPath, GPU_LAYERS: gpuLayers } = environment;
  if (modelPath === undefined) return undefined;
  return loading(environment, ['GUARD_MODEL_PATH'], (onProgress) =>
    loadEngine({ modelPath, ...deviceOptions(environment), gpuLayers, onProgress, onIncident: logIncident }),
  );
}

/** Whether the settings name an embedding model. */
export function namesEmbeddingModel({ EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: path }: Environment): boolean {
  return model !== undefined || path !== undefined;
}

/** The embedding model, if the settings name one. @throws {Error} that names the settings, with what `loadEmbeddingEngine` says. */
export async function loadEmbeddingModel(environment: Environment): Promise<EmbeddingEngine | undefined> {
  if (!namesEmbeddingModel(environment)) return undefined;
  const { EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: modelPath, LEEWARD_CACHE: cacheDirectory } = environment;
  return loading(environment, ['EMBEDDING_MODEL', 'EMBEDDING_MODEL_PATH'], (onProgress) =>
    loadEmbeddingEngine({ model, modelPath, cacheDirectory, ...deviceOptions(environment), onProgress }),
  );
}

function deviceOptions({ GPU: gpu, THREADS: threads }: Environment): Pick<LoadEngineOptions, 'gpu' | 'threads'> {
  return { gpu, threads };
}

/** Shows on the terminal how far a model has come; of one that cannot be loaded it says which settings ask for it. */
async function loading<Loaded>(
  environment: Environment,
  settings: readonly (keyof Environment)[],
  load: (onProgress: OnProgress) => Promise<Loaded>,
): Promise<Loaded> {
  const { onProgress, stop } = terminalProgress();
  try {
    return await load(onProgress);
  } catch (error) {
    const named = settings.flatMap((name) =>
      environment[name] === undefined ? [] : [`${name}=${String(environment[name])}`],
    );
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(named.length === 0 ? message : `${named.join(', ')}: ${message}`, { cause: error });
  } finally {
    stop();
  }
}
