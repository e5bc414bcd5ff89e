import { type ModerationPolicy, type Moderator, type PolicySet } from '@leeward/moderation';
import { Logger } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AgentAccess, createAgentsHost, createDecisionListener, ServerAgents } from '../agents/index.js';
import { ApiKeysFile, type ApiKeysFileOptions } from '../access/api-keys-file.js';
import { type Environment } from '../config/environment.js';
import { AddressError, openSetting } from '../errors/start-errors.js';
import { createApplication } from './create-application.js';
import { type EmbeddingHost } from '../model/embedding-host.js';
import { nameEmbeddingModel, namesEmbeddingModel } from '../model/load-models.js';
import { KeyBudgets } from '../limits/index.js';
import { ModelAliases } from '../model/model-aliases.js';
import { type ModelHost } from '../model/model-host.js';
import { GuardModel } from '../moderation/guard-model.js';
import { type LearnedGuard } from '../moderation/learned-guard.js';
import { openModeration } from '../moderation/open-moderation.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { openStorage, type Storage, type StorageLimits } from '../storage/index.js';

/** The models of an API, which may be loaded later, and a listener. */
interface ListenOptions {
  readonly host: ModelHost;
  /** Default: none is configured. */
  readonly embeddings?: EmbeddingHost | undefined;
  /** The model of the setting `GUARD`. Default: one that is never loaded, and fails. */
  readonly guard?: GuardModel | undefined;
  /** Runs beside the local classifiers. Default: there is none. */
  readonly learnedGuard?: LearnedGuard | undefined;
  /** Default: that of the settings. */
  readonly telemetry?: Telemetry | undefined;
  /** Called when the API has stopped. */
  readonly onClose?: (() => Promise<void>) | undefined;
}

/** A running API. */
export interface ListeningApi {
  readonly application: NestExpressApplication;
  readonly policies: PolicySet;
  /** The moderator of the default policy. */
  readonly moderator: Moderator;
  /** Resolves when the policies can be applied: when the categories that they define by examples are learned. */
  readonly ready: () => Promise<void>;
  /** Undefined when requests need no key. */
  readonly keys: ApiKeysFile | undefined;
  /** The agents. Open them when the models are loaded. */
  readonly agents: ServerAgents;
}

/**
 * Opens the files that the settings name, and listens. The application closes them when it shuts down.
 *
 * @throws an error that says what to change, when a file or the address cannot be used
 */
export async function listen(
  environment: Environment,
  { host, embeddings, guard = new GuardModel(), learnedGuard, telemetry: given, onClose }: ListenOptions,
): Promise<ListeningApi> {
  const telemetry = given ?? (await Telemetry.open(environment));
  Logger.overrideLogger(telemetry.logger);
  const moderation = await openModeration(
    environment,
    { chatGuard: guard, learnedGuard },
    (line) => process.stdout.write(line),
    telemetry.addDecision,
  );
  const { moderators, policies, auditLog, ready } = moderation;
  let keys: ApiKeysFile | undefined;
  let storage: Storage | undefined;
  let agents: ServerAgents | undefined;
  host.observeWith(telemetry.observeEngine);
  telemetry.watch({
    capacity: () => host.loaded?.engine.capacity(),
    isGuardReady: () => learnedGuard && learnedGuard.isReady && learnedGuard.failure === undefined,
    isAuditFailing: () => auditLog?.failure !== undefined,
    countWaitingRuns: async () => agents?.storage.runs.countWaiting(),
  });
  const onShutdown = async (): Promise<void> => {
    keys?.close();
    await agents?.close();
    await storage?.close();
    await moderation.close();
    await onClose?.();
    await telemetry.close();
  };
  try {
    keys = await openKeys(environment, policies);
    storage = await openSetting('DATA_PATH', async () => openStorage(environment.DATA_PATH, toLimits(environment)));
    const budgets = new KeyBudgets();
    const aliases = new ModelAliases(environment.MODEL_ALIASES);
    const access = new AgentAccess({ keys, budgets, aliases, host, telemetry });
    const vectors = namesEmbeddingModel(environment) ? embeddings : undefined;
    agents = await ServerAgents.create(
      environment,
      access,
      createAgentsHost({
        access,
        embeddings: vectors && { host: vectors, name: nameEmbeddingModel(environment) },
        moderators,
        onDecision: createDecisionListener({ level: environment.AUDIT_LOG, auditLog, telemetry }),
      }),
    );
    // A model that is loaded already needs no further step.
    if (host.loaded) await agents.open();
    const dependencies = {
      host,
      embeddings,
      moderators,
      keys,
      learnedGuard,
      findExampleReports: (policy: ModerationPolicy) => learnedGuard?.examples.report(policy),
      onShutdown,
      findAuditFailure: () => auditLog?.failure,
      maxBodyBytes: environment.MAX_BODY_BYTES,
      showsPrompts: environment.CHAT_RENDER,
      isStrict: environment.STRICT_FIELDS,
      repairsHistory: environment.REPAIR_HISTORY,
      truncation: environment.TRUNCATION,
      corsOrigins: environment.CORS_ORIGINS,
      modelAliases: environment.MODEL_ALIASES,
      allowedHosts: listAllowedHosts(environment, keys !== undefined),
      httpTimeouts: {
        headers: environment.HEADERS_TIMEOUT * 1000,
        body: environment.BODY_TIMEOUT * 1000,
        idle: environment.IDLE_TIMEOUT * 1000,
      },
      requestTimeout: environment.REQUEST_TIMEOUT,
      backgroundTimeout: environment.BACKGROUND_TIMEOUT,
      telemetry,
      metricsToken: environment.METRICS_TOKEN,
      storage,
      agents,
      budgets,
    };
    const application = await createApplication(dependencies);
    await bind(application, environment);
    return { application, policies, moderator: moderators.for(moderators.defaultPolicy), ready, keys, agents };
  } catch (error) {
    await onShutdown();
    throw error;
  }
}

/** Lists the hosts for which requests are answered. With keys, a foreign page gets nothing: all, unless a setting lists them. */
function listAllowedHosts({ ALLOWED_HOSTS: names, HOST }: Environment, hasKeys: boolean): readonly string[] {
  return names || !hasKeys ? [...(names ?? []), HOST] : ['*'];
}

function toLimits({ RESPONSES_TTL: timeToLive, MAX_STORED_BYTES: bytesPerOwner }: Environment): StorageLimits {
  return { timeToLive, bytesPerOwner };
}

/** The reason and the remedy for each error code of an address that cannot be used. */
const addressProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there: stop it, or set PORT to another one (0 takes a free one)',
  EADDRNOTAVAIL: 'HOST is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all',
  EACCES: 'this user may not listen there: set PORT to 1024 or more',
  ENOTFOUND: 'HOST is a name that DNS does not know: use 127.0.0.1, or 0.0.0.0 for all',
};

/** @throws {AddressError} when the address cannot be used */
async function bind(application: NestExpressApplication, { HOST, PORT }: Environment): Promise<void> {
  try {
    await application.listen(PORT, HOST);
  } catch (error) {
    const problem =
      typeof error === 'object' && error !== null && 'code' in error ? addressProblems[String(error.code)] : undefined;
    if (problem === undefined) throw error;
    throw new AddressError(HOST, PORT, problem, error);
  }
}

async function openKeys({ API_KEYS_PATH: path }: Environment, policies: PolicySet): Promise<ApiKeysFile | undefined> {
  if (path === undefined) return undefined;
  const logger = new Logger('access');
  const options: ApiKeysFileOptions = {
    hasPolicy: (name) => policies.has(name),
    onReload: (count) => logger.warn(`The file of API keys was read again: ${count} keys.`),
    onRefused: (error) => logger.error(`${error.message} The keys from before stay in force.`),
  };
  const file = await openSetting('API_KEYS_PATH', () => ApiKeysFile.open(path, options));
  if (file.size === 0) logger.warn('The file of API keys has no key: every request is refused.');
  return file;
}
