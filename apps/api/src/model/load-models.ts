import {
  type ChatMixtral,
  type EmbeddingEngine,
  type Engine,
  type EngineIncident,
  loadEmbeddingEngine,
  loadEngine,
  type LoadEngineOptions,
  type OnProgress,
  terminalProgress,
} from '@leeward/mixtral-llm';
import { Logger } from '@nestjs/common';
import { type Environment } from '../config/environment.js';
import { ModelSettingsError } from '../errors/start-errors.js';
import { type HostedModel, type ModelHost } from './model-host.js';

/** Gets each crash and restart of a process. */
type IncidentListener = (incident: EngineIncident) => void;

/** The settings that choose the model and its size. */
const modelSettings = ['MODEL', 'MODEL_PATH', 'MODEL_PRECISION', 'CONTEXT_SIZE', 'DRAFT_MODEL_PATH'] as const;

/** Loads the model that answers. @throws {ModelSettingsError} with the message of `loadEngine` */
export function loadServedModel(
  environment: Environment,
  onIncident: IncidentListener = () => undefined,
  signal?: AbortSignal,
): Promise<Engine> {
  return loadWithProgress(environment, modelSettings, (onProgress) =>
    loadEngine({
      model: environment.MODEL,
      modelPath: environment.MODEL_PATH,
      precision: environment.MODEL_PRECISION,
      cacheDirectory: environment.LEEWARD_CACHE,
      ...toDeviceOptions(environment),
      gpuLayers: environment.GPU_LAYERS,
      flashAttention: environment.FLASH_ATTENTION,
      contextSize: environment.CONTEXT_SIZE,
      keyValueType: environment.KEY_VALUE_TYPE,
      draftModel: environment.DRAFT_MODEL_PATH === undefined ? undefined : { file: environment.DRAFT_MODEL_PATH },
      maxPredictedTokens: environment.MAX_PREDICTED_TOKENS,
      maxStepSlowdown: environment.MAX_STEP_SLOWDOWN,
      parallel: environment.PARALLEL_REQUESTS,
      maxQueued: environment.MAX_QUEUED_REQUESTS,
      onProgress,
      pingTimeoutMs: toPingTimeout(environment),
      onIncident: logAndTell('engine', onIncident),
      signal,
    }),
  );
}

/**
 * Hands the served model to its host, with the settings for its answers. Closes an engine that cannot follow them.
 *
 * @throws {ModelSettingsError} for a form of prompts that the model does not have
 */
export async function hostServedModel(
  host: ModelHost,
  engine: Engine,
  { CHAT_TEMPLATE: template, SCHEMA_RETRIES: schemaRetries }: Pick<Environment, 'CHAT_TEMPLATE' | 'SCHEMA_RETRIES'>,
): Promise<void> {
  try {
    host.setEngine(engine, { template, schemaRetries });
  } catch (error) {
    await engine.close();
    throw template === undefined ? error : new ModelSettingsError([`CHAT_TEMPLATE=${template}`], error);
  }
}

/** Loads the guard's own model, if the settings name one. @throws {ModelSettingsError} with the message of `loadEngine` */
export async function loadGuardModel(
  environment: Environment,
  onIncident: IncidentListener = () => undefined,
): Promise<Engine | undefined> {
  const { GUARD_MODEL_PATH: modelPath, GPU_LAYERS: gpuLayers } = environment;
  if (modelPath === undefined) return undefined;
  return loadWithProgress(environment, ['GUARD_MODEL_PATH'], (onProgress) =>
    loadEngine({
      modelPath,
      ...toDeviceOptions(environment),
      gpuLayers,
      onProgress,
      pingTimeoutMs: toPingTimeout(environment),
      onIncident: logAndTell('engine of the guard', onIncident),
    }),
  );
}

/** Gets the served model as its own guard. @throws {ModelSettingsError} for a base model, which has no chat template */
export function requireSelfCheckModel({ chatOrUndefined }: HostedModel): ChatMixtral {
  if (chatOrUndefined) return chatOrUndefined;
  const problem = 'the self-check needs a model with a chat template; choose another MODEL, or another GUARD.';
  throw new ModelSettingsError(['GUARD=self-check'], problem);
}

/** Checks whether the settings name an embedding model. */
export function namesEmbeddingModel({ EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: path }: Environment): boolean {
  return model !== undefined || path !== undefined;
}

/** Names the embedding model of the settings: by its name in the catalogue, or its file. */
export function nameEmbeddingModel({ EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: path }: Environment): string {
  return path ?? model ?? 'none';
}

/** Loads the embedding model, if the settings name one. @throws {ModelSettingsError} with the message of `loadEmbeddingEngine` */
export async function loadEmbeddingModel(
  environment: Environment,
  onIncident: IncidentListener = () => undefined,
): Promise<EmbeddingEngine | undefined> {
  if (!namesEmbeddingModel(environment)) return undefined;
  const { EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: modelPath, LEEWARD_CACHE: cacheDirectory } = environment;
  return loadWithProgress(environment, ['EMBEDDING_MODEL', 'EMBEDDING_MODEL_PATH'], (onProgress) =>
    loadEmbeddingEngine({
      model,
      modelPath,
      cacheDirectory,
      ...toDeviceOptions(environment),
      onProgress,
      pingTimeoutMs: toPingTimeout(environment),
      onIncident: logAndTell('embedding engine', onIncident),
    }),
  );
}

function toDeviceOptions({ GPU: gpu, THREADS: threads }: Environment): Pick<LoadEngineOptions, 'gpu' | 'threads'> {
  return { gpu, threads };
}

/** Gets the milliseconds without a sign of life after which a process counts as hung. */
export function toPingTimeout({ ENGINE_PING_TIMEOUT: seconds }: Pick<Environment, 'ENGINE_PING_TIMEOUT'>): number {
  return seconds * 1000;
}

/** Shows nothing, for programs that read the log. */
const noProgress = { onProgress: () => undefined, stop: () => undefined };

/** Loads a model, and shows the progress on the terminal. @throws {ModelSettingsError} that names the settings */
async function loadWithProgress<Loaded>(
  environment: Environment,
  settings: readonly (keyof Environment)[],
  load: (onProgress: OnProgress) => Promise<Loaded>,
): Promise<Loaded> {
  const { onProgress, stop } = environment.LOG_FORMAT === 'json' ? noProgress : terminalProgress();
  try {
    return await load(onProgress);
  } catch (error) {
    const named = settings.flatMap((name) => (environment[name] === undefined ? [] : [`${name}=${environment[name]}`]));
    throw new ModelSettingsError(named, error);
  } finally {
    stop();
  }
}

/** Creates a listener that logs whether an engine's process died or runs again, and tells another listener. */
function logAndTell(name: string, onIncident: IncidentListener): IncidentListener {
  return (incident) => {
    logIncident(name, incident);
    onIncident(incident);
  };
}

function logIncident(name: string, incident: EngineIncident): void {
  const logger = new Logger('engine');
  switch (incident.type) {
    case 'crashed':
      return logger.error(`The process of the ${name} died (${incident.exit}). It is being started again.`);
    case 'restart-failed':
      return logger.error(
        `The ${name} could not be started again: ${incident.reason} The next try is in ${incident.nextTryInMs} ms.`,
      );
    case 'restarted':
      return logger.warn(`The ${name} has been started again.`);
  }
}
