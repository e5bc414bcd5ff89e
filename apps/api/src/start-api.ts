import { type EngineIncident, loadEngine, terminalProgress } from '@leeward/mixtral-llm';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from '@nestjs/common';
import { banner } from './banner.js';
import { type Environment, readEnvironment } from './config/environment.js';
import { listen } from './listen.js';
import { ModelHost } from './model/model-host.js';

/**
 * Starts the API: settings, policy, HTTP (live, not ready), then the model (ready).
 *
 * @throws an Error that says what to change, when a setting, the policy or the model cannot be used
 */
export async function startApi(variables: Readonly<Record<string, string | undefined>>): Promise<NestExpressApplication> {
  const environment = readEnvironment(variables);
  const host = new ModelHost();
  const { application, policies, keys } = await listen(environment, host);
  try {
    await loadModel(environment, host);
  } catch (error) {
    await application.close();
    throw error;
  }
  const { engine, chat } = host.require();
  const facts = {
    model: engine.model,
    parallel: engine.capacity().parallel,
    template: chat.template.version,
    policy: policies.source().current(),
    keys: keys?.size,
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
