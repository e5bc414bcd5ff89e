import { ChatMixtral, type Engine, type EngineIncident } from '@leeward/mixtral-llm';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { createBanner } from './banner.js';
import { readEnvironment } from '../config/environment.js';
import { listen } from './listen.js';
import { GuardModel } from '../moderation/guard-model.js';
import { LearnedGuard } from '../moderation/learned-guard.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import {
  hostServedModel,
  loadEmbeddingModel,
  loadGuardModel,
  loadServedModel,
  namesEmbeddingModel,
  requireSelfCheckModel,
} from '../model/load-models.js';
import { ModelHost } from '../model/model-host.js';
import { type ObservedProcess } from '../telemetry/metrics/metrics.js';
import { describeStorage } from '../storage/index.js';
import { Telemetry } from '../telemetry/telemetry.js';

/**
 * Starts the API: settings, policy, HTTP (live, not ready), then the learned guard and the model side by side (ready).
 *
 * @throws an error that says what to change, when a setting, the policy or the model cannot be used
 */
export async function startApi(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<NestExpressApplication> {
  const environment = readEnvironment(variables);
  const host = new ModelHost();
  const embeddings = new EmbeddingHost(namesEmbeddingModel(environment));
  const guard = new GuardModel();
  const telemetry = await Telemetry.open(environment);
  const tell = (process: ObservedProcess) => (incident: EngineIncident) => telemetry.addIncident(process, incident);
  const learnedGuard = await LearnedGuard.open(environment, tell('guard'));
  let guardEngine: Engine | undefined;
  const { application, policies, moderator, ready, keys, agents } = await listen(environment, {
    host,
    embeddings,
    guard,
    learnedGuard,
    telemetry,
    onClose: async () => {
      await Promise.all([guardEngine?.close(), learnedGuard?.close()]);
    },
  });
  try {
    // The guard is loaded first, so that no request is answered before it can classify.
    guardEngine = await loadGuardModel(environment, tell('chat-guard'));
    if (guardEngine) guard.use(new ChatMixtral({ engine: guardEngine }));
    const prepareModeration = async (): Promise<void> => {
      await learnedGuard?.load();
      await ready();
    };
    const load = (signal: AbortSignal): Promise<Engine> => loadServedModel(environment, tell('engine'), signal);
    await hostServedModel(host, await loadBeside(prepareModeration, load), environment);
    if (environment.GUARD === 'self-check') guard.use(requireSelfCheckModel(host.get()));
    const embeddingEngine = await loadEmbeddingModel(environment, tell('embeddings'));
    if (embeddingEngine) embeddings.setEngine(embeddingEngine);
    await agents.open();
  } catch (error) {
    await application.close();
    throw error;
  }
  const { engine, chatOrUndefined } = host.get();
  const { AUDIT_LOG_PATH: auditPath } = environment;
  const details = {
    model: engine.model,
    parallel: engine.capacity().parallel,
    template: chatOrUndefined?.template.version ?? 'none: the model continues texts, and does not chat',
    policy: policies.source().current(),
    guard: learnedGuard,
    coverage: moderator.coverage,
    embeddings: embeddings.loaded?.model,
    keys: keys?.size,
    auditLog: auditPath === undefined ? undefined : { path: auditPath, isKeyed: environment.AUDIT_KEY !== undefined },
    storage: describeStorage(environment.DATA_PATH),
    agents: agents.describe(),
    threads: agents.describeStorage(),
    url: (await application.getUrl()).replace('[::1]', '127.0.0.1'),
  };
  if (environment.LOG_FORMAT === 'json') {
    const { url, keys: keyCount, storage } = details;
    const fields = {
      url,
      model: engine.model.id,
      device: engine.model.device,
      guard: learnedGuard?.label,
      keys: keyCount,
      storage,
    };
    telemetry.logger.writeLine('info', 'server', fields, 'Leeward is ready.');
  } else {
    process.stdout.write(createBanner(details));
  }
  return application;
}

/** Loads a model while the moderation is prepared. When that fails, the load ends at once. */
async function loadBeside(
  prepareModeration: () => Promise<void>,
  load: (signal: AbortSignal) => Promise<Engine>,
): Promise<Engine> {
  const controller = new AbortController();
  const preparing = prepareModeration();
  preparing.catch((error: unknown) => controller.abort(error));
  const engine = await load(controller.signal).catch((error: unknown) => {
    throw controller.signal.aborted ? controller.signal.reason : error;
  });
  try {
    await preparing;
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}
