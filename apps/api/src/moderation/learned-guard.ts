import { basename, dirname } from 'node:path';
import { EmbeddingInputError, type EngineIncident, LlamaTextEncoder, QueueFullError } from '@leeward/mixtral-llm';
import {
  type Classifier,
  describeExampleReport,
  type EncodeOptions,
  type ExampleReport,
  type ExamplesClassifier,
  examplesClassifier,
  guardClassifier,
  type GuardModel,
  listGuardModels,
  loadGuardModel,
  type ModerationPolicy,
  type TextEncoder,
  verifyGuardWeights,
} from '@leeward/moderation';
import { Logger } from '@nestjs/common';
import { type Environment } from '../config/environment.js';
import { ModelSettingsError } from '../errors/start-errors.js';

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

type Vectors = readonly (Float32Array | undefined)[];

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
  readonly #loaded: Promise<LlamaTextEncoder>;
  #resolve!: (encoder: LlamaTextEncoder) => void;
  #reject!: (reason: unknown) => void;
  readonly #closing = new AbortController();
  #isReady = false;
  /** The errors for which the newest texts could not be encoded, by the index of the model. */
  readonly #failures = new Map<number, unknown>();
  #recovering: Promise<void> | undefined;
  #loading: Promise<void> | undefined;

  private constructor(model: GuardModel, threads: number, options: LearnedGuardOptions) {
    this.#model = model;
    this.#options = options;
    const models = listGuardModels(model);
    this.label = models.map(({ name, version }) => `${name} ${version}`).join(' and ');
    this.languages = [...new Set(models.flatMap(({ languages = [] }) => languages))];
    this.threads = threads;
    this.#loaded = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The start reports a failed load. Classifications hear of it, too.
    this.#loaded.catch(() => undefined);
    const encoder = this.#toEncoder(model, 0);
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
    return this.#isReady;
  }

  /** The error for which the process could not encode the newest text. Undefined while it works. */
  get failure(): unknown {
    const [failure] = this.#failures.values();
    return failure;
  }

  /**
   * Encodes a text if the newest one failed, which starts the process again. A server that is not ready gets no other texts that
   * would do so. Never rejects; a second call waits for the first.
   */
  async recover(): Promise<void> {
    const failed = [...this.#failures.keys()];
    if (failed.length === 0) return;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(maximumRecoveryMs)]);
    this.#recovering ??= Promise.all(failed.map((index) => this.#encode(index, ['ready'], { signal })))
      .then(
        () => new Logger('guard').warn('The guard classifies again.'),
        () => undefined,
      )
      .finally(() => (this.#recovering = undefined));
    await this.#recovering;
  }

  /** Starts the process and loads the weights there. @throws {ModelSettingsError} with a remedy, when that fails */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The server shuts down.'));
    this.#reject(this.#closing.signal.reason);
    await this.#loading?.catch(() => undefined);
    const encoder = await this.#loaded.catch(() => undefined);
    await encoder?.close();
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
      this.#resolve(encoder);
      this.#isReady = true;
    } catch (error) {
      const reported = toStartError(error, undefined);
      this.#reject(reported);
      throw reported;
    }
  }

  /** Creates the encoder of a model that waits until its weights are loaded, with those of the next models. */
  #toEncoder({ name, version, dimensions, next }: GuardModel, index: number): TextEncoder {
    return {
      name: `${name}@${version}`,
      dimensions,
      next: next && this.#toEncoder(next, index + 1),
      encode: (texts, options) => this.#encode(index, texts, options),
    };
  }

  /** @param index that of the model */
  async #encode(index: number, texts: readonly string[], options?: EncodeOptions): Promise<Vectors> {
    const encoder = findEncoder(await this.#loaded, index);
    try {
      const vectors = await encoder.encode(texts, options);
      this.#failures.delete(index);
      return vectors;
    } catch (error) {
      if (options?.signal?.aborted !== true) this.#noteFailure(index, error);
      throw error;
    }
  }

  #noteFailure(index: number, error: unknown): void {
    const isOfCall = QueueFullError.isInstance(error) || EmbeddingInputError.isInstance(error);
    if (isOfCall || this.#closing.signal.aborted) return;
    if (this.#failures.size === 0) {
      const problem = error instanceof Error ? error.message : `${error}`;
      new Logger('guard').error(`The guard cannot classify, so the server is not ready: ${problem}`);
    }
    this.#failures.set(index, error);
  }
}

/** Finds the encoder of a model. @throws {RangeError} when there is none: no text passes without it */
function findEncoder(first: TextEncoder, index: number): TextEncoder {
  let encoder: TextEncoder | undefined = first;
  for (let left = index; left > 0; left -= 1) encoder = encoder?.next;
  if (encoder === undefined) throw new RangeError(`The guard has no encoder for its model ${index}.`);
  return encoder;
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
