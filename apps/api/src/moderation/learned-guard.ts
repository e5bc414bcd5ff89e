import { basename, dirname } from 'node:path';
import { type EngineIncident, LlamaTextEncoder } from '@leeward/mixtral-llm';
import {
  type Classifier,
  describeExampleReport,
  type ExampleReport,
  type ExamplesClassifier,
  examplesClassifier,
  guardClassifier,
  type GuardModel,
  listGuardModels,
  loadGuardModel,
  type ModerationPolicy,
  verifyGuardWeights,
} from '@leeward/moderation';
import { Logger } from '@nestjs/common';
import { type Environment } from '../config/environment.js';
import { ModelSettingsError } from '../errors/start-errors.js';
import { GuardFailures } from './guard-failures.js';
import { type EncodeByModel, LoadingEncoder, toTextEncoder } from './loading-encoder.js';

/** The settings of the learned guard. */
type GuardSettings = Pick<Environment, 'GUARD_MODEL' | 'GUARD_THREADS'> &
  Partial<Pick<Environment, 'ENGINE_PING_TIMEOUT'>>;

/** The options of a learned guard beside its settings. */
interface LearnedGuardOptions {
  /** Called when its process has crashed, or was restarted. */
  readonly onIncident?: ((incident: EngineIncident) => void) | undefined;
  /** Milliseconds without a sign of life after which the process counts as hung. */
  readonly pingTimeoutMs?: number | undefined;
}

/** The most time that a recovery may take: it loads the weights. */
const maximumRecoveryMs = 60_000;

/**
 * The guard model of the moderation package, or one that the settings name, with the process that computes its vectors. A guard
 * of several models, each for its languages, has one process for all.
 *
 * Its classifier exists before that process: classifications wait until the weights are loaded, within the time limits of
 * the policy. So no text passes without it.
 */
export class LearnedGuard {
  /** Runs under every policy that does not switch it off. */
  readonly classifier: Classifier;
  /** Learns the categories that a policy defines by examples. It shares the vectors of the first model of `classifier`. */
  readonly examples: ExamplesClassifier;
  /** The names and versions of the models, such as `leeward-guard 1.0.0`. */
  readonly label: string;
  /** The codes of the languages that the models know. Empty: they do not say. */
  readonly languages: readonly string[];
  readonly threads: number;
  readonly #model: GuardModel;
  readonly #options: LearnedGuardOptions;
  readonly #encoder = new LoadingEncoder();
  readonly #failures = new GuardFailures();
  readonly #closing = new AbortController();
  #loading: Promise<void> | undefined;

  private constructor(model: GuardModel, threads: number, options: LearnedGuardOptions) {
    this.#model = model;
    this.#options = options;
    const models = listGuardModels(model);
    this.label = models.map(({ name, version }) => `${name} ${version}`).join(' and ');
    this.languages = [...new Set(models.flatMap(({ languages = [] }) => languages))];
    this.threads = threads;
    const encoder = toTextEncoder(model, this.#encode);
    this.classifier = guardClassifier({ encoder, model });
    this.examples = examplesClassifier({ encoder, model, onLearned: logExampleReports });
  }

  /**
   * Reads the description of the guard model; undefined when the settings switch it off.
   *
   * @throws {ModelSettingsError} with a remedy, when it cannot be used: the API must not run without it unnoticed
   */
  static async open(
    { GUARD_MODEL: path, GUARD_THREADS: threads, ENGINE_PING_TIMEOUT: pingTimeout }: GuardSettings,
    onIncident?: LearnedGuardOptions['onIncident'],
  ): Promise<LearnedGuard | undefined> {
    if (path === 'off') return undefined;
    try {
      const pingTimeoutMs = pingTimeout === undefined ? undefined : pingTimeout * 1000;
      return new LearnedGuard(await loadGuardModel(toFolder(path)), threads, { onIncident, pingTimeoutMs });
    } catch (error) {
      throw toStartError(error, path);
    }
  }

  /** Whether the weights are loaded. */
  get isReady(): boolean {
    return this.#encoder.isReady;
  }

  /** The error for which the process could not encode the newest text. Undefined while it works. */
  get failure(): unknown {
    return this.#failures.first;
  }

  /**
   * Encodes a text if the newest one failed, which starts the process again. A server that is not ready gets no other texts that
   * would do so. Never rejects; a second call waits for the first.
   */
  async recover(): Promise<void> {
    await this.#failures.recover((index) => {
      const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(maximumRecoveryMs)]);
      return this.#encode(index, ['ready'], { signal });
    });
  }

  /** Starts the process and loads the weights there. @throws {ModelSettingsError} with a remedy, when that fails */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The server shuts down.'));
    this.#encoder.reject(this.#closing.signal.reason);
    await this.#loading?.catch(() => undefined);
    await this.#encoder.close();
  }

  async #load(): Promise<void> {
    const { signal } = this.#closing;
    try {
      await verifyGuardWeights(this.#model);
      const encoder = await LlamaTextEncoder.loadModel(this.#model, {
        threads: this.threads,
        signal,
        pingTimeoutMs: this.#options.pingTimeoutMs,
        onIncident: (incident) => {
          logIncident(incident);
          this.#options.onIncident?.(incident);
        },
      });
      if (signal.aborted) await encoder.close();
      this.#encoder.resolve(encoder);
    } catch (error) {
      const reported = toStartError(error, undefined);
      this.#encoder.reject(reported);
      throw reported;
    }
  }

  readonly #encode: EncodeByModel = async (index, texts, options) => {
    const encoder = await this.#encoder.find(index);
    try {
      const vectors = await encoder.encode(texts, options);
      this.#failures.clear(index);
      return vectors;
    } catch (error) {
      const isAborted = options?.signal?.aborted === true || this.#closing.signal.aborted;
      if (!isAborted) this.#failures.note(index, error);
      throw error;
    }
  };
}

/** Finds the folder of a model. Another file beside its description is taken for a folder, so that it is refused. */
function toFolder(path: string | undefined): string | undefined {
  return path !== undefined && basename(path) === 'guard-model.json' ? dirname(path) : path;
}

function toStartError(error: unknown, path: string | undefined): ModelSettingsError {
  const problem = error instanceof Error ? error.message : `${error}`;
  const remedy = 'To serve without the learned guard, set GUARD_MODEL=off.';
  return new ModelSettingsError(path === undefined ? [] : [`GUARD_MODEL=${path}`], `${problem} ${remedy}`);
}

/** Logs that the process of the guard died, and when it runs again. */
function logIncident(incident: EngineIncident): void {
  const logger = new Logger('guard');
  if (incident.type === 'crashed')
    logger.error(`The guard's process died (${incident.exit}). The next text starts it again.`);
  if (incident.type === 'restarted') logger.warn('The guard has been started again.');
}

/** Logs how well each category of a policy was learned from its examples. The lines hold no text. */
export function logExampleReports({ name, version }: ModerationPolicy, reports: readonly ExampleReport[]): void {
  const logger = new Logger('policy');
  for (const report of reports) logger.warn(`The policy ${name} ${version}: ${describeExampleReport(report)}`);
}
