import { ChatMixtral, type Engine, type EngineIncident, loadEmbeddingEngine, loadEngine, terminalProgress } from '@leeward/mixtral-llm';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from '@nestjs/common';
import { banner } from './banner.js';
import { type Environment, readEnvironment } from './config/environment.js';
import { listen } from './listen.js';
import { GuardModel } from './moderation/guard-model.js';
import { EmbeddingHost } from './model/embedding-host.js';
import { ModelHost } from './model/model-host.js';

/**
 * Starts the API: settings, policy, HTTP (live, not ready), then the model (ready).
 *
 * @throws an Error that says what to change, when a setting, the policy or the model cannot be used
 */
export async function startApi(variables: Readonly<Record<string, string | undefined>>): Promise<NestExpressApplication> {
  const environment = readEnvironment(variables);
  const host = new ModelHost();
  const embeddings = new EmbeddingHost(hasEmbeddingModel(environment));
  const guard = new GuardModel();
  let guardEngine: Engine | undefined;
  const { application, policies, keys } = await listen(environment, { host, embeddings, guard, onClose: async () => guardEngine?.close() });
  try {
    // First, so that nothing is answered that it has not judged.
    guardEngine = await loadGuard(environment, guard);
    await loadModel(environment, host);
    if (environment.GUARD === 'self-check') guard.use(host.require().chat);
    await loadEmbeddingModel(environment, embeddings);
  } catch (error) {
    await application.close();
    throw error;
  }
  const { engine, chatIfAny } = host.require();
  const { AUDIT_LOG_PATH: auditPath } = environment;
  const facts = {
    model: engine.model,
    parallel: engine.capacity().parallel,
    template: chatIfAny?.template.version ?? 'none: the model continues texts, and does not chat',
    policy: policies.source().current(),
    embeddings: embeddings.loaded?.model,
    keys: keys?.size,
    auditLog: auditPath === undefined ? undefined : { path: auditPath, isKeyed: environment.AUDIT_KEY !== undefined },
    url: (await application.getUrl()).replace('[::1]', '127.0.0.1'),
  };
  process.stdout.write(banner(facts));
  return application;
}

async function loadModel(environment: Environment, host: ModelHost): Promise<void> {
  const { onProgress, stop } = terminalProgress();
  try {
    host.host(
      await loadEngine({
        model: environment.MODEL,
        modelPath: environment.MODEL_PATH,
        precision: environment.MODEL_PRECISION,
        cacheDirectory: environment.LEEWARD_CACHE,
        gpu: environment.GPU,
        gpuLayers: environment.GPU_LAYERS,
        flashAttention: environment.FLASH_ATTENTION,
        contextSize: environment.CONTEXT_SIZE,
        keyValueType: environment.KEY_VALUE_TYPE,
        threads: environment.THREADS,
        draftModel: environment.DRAFT_MODEL_PATH === undefined ? undefined : { file: environment.DRAFT_MODEL_PATH },
        lookAhead: environment.LOOK_AHEAD,
        longestStall: environment.LONGEST_STALL,
        parallel: environment.PARALLEL_REQUESTS,
        maxQueued: environment.MAX_QUEUED_REQUESTS,
        onProgress,
        onIncident: logIncident,
      }),
    );
  } finally {
    stop();
  }
}

/** A guard of its own file. */
async function loadGuard({ GUARD_MODEL_PATH: modelPath, GPU: gpu, GPU_LAYERS: gpuLayers, THREADS: threads }: Environment, guard: GuardModel): Promise<Engine | undefined> {
  if (modelPath === undefined) return undefined;
  const engine = await loadEngine({ modelPath, gpu, gpuLayers, threads, onIncident: logIncident });
  guard.use(new ChatMixtral({ engine }));
  return engine;
}

function hasEmbeddingModel({ EMBEDDING_MODEL: model, EMBEDDING_MODEL_PATH: path }: Environment): boolean {
  return model !== undefined || path !== undefined;
}

async function loadEmbeddingModel(environment: Environment, host: EmbeddingHost): Promise<void> {
  if (!hasEmbeddingModel(environment)) return;
  const { onProgress, stop } = terminalProgress();
  try {
    host.host(
      await loadEmbeddingEngine({
        model: environment.EMBEDDING_MODEL,
        modelPath: environment.EMBEDDING_MODEL_PATH,
        cacheDirectory: environment.LEEWARD_CACHE,
        gpu: environment.GPU,
        threads: environment.THREADS,
        onProgress,
      }),
    );
  } finally {
    stop();
  }
}

function logIncident(incident: EngineIncident): void {
  const logger = new Logger('engine');
  switch (incident.type) {
    case 'crashed':
      return logger.error(`The engine's process died (${incident.how}). It is being started again.`);
    case 'restart-failed':
      return logger.error(`The engine could not be started again: ${incident.reason} The next try is in ${incident.nextTryInMs} ms.`);
    case 'restarted':
      return logger.warn('The engine has been started again.');
  }
}
