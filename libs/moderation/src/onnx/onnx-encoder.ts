import { type GuardModel, verifyGuardWeights } from '../classifiers/guard/guard-model.js';
import { type EncodeOptions, type TextEncoder } from '../contract/text-encoder.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { EncoderThread, type Vectors } from './encoder-thread.js';
import { type ThreadSettings } from './protocol.js';

/** The options of an encoder that onnxruntime computes. */
export interface OnnxEncoderOptions {
  /** Threads that compute. Default 1. */
  readonly threads?: number | undefined;
  /** Name or URL of the module of onnxruntime. Default `onnxruntime-node`. */
  readonly runtime?: string | undefined;
}

/**
 * Loads the encoder of a guard model in onnxruntime, in a worker thread. Needs the package `onnxruntime-node`.
 * @param model As `loadGuardModel` reads it. Its weights are verified by their SHA-256.
 * @throws {ConfigurationError} when the runtime is not installed, or the weights cannot be used; the message says what to do.
 *
 * @example
 * const model = await loadGuardModel();
 * const encoder = await loadOnnxEncoder(model);
 * const moderator = createModerator({ guard: guardClassifier({ encoder, model }) });
 */
export async function loadOnnxEncoder(model: GuardModel, options: OnnxEncoderOptions = {}): Promise<OnnxEncoder> {
  await verifyGuardWeights(model);
  const { weightsPath, maximumTokens } = model;
  const { threads = 1, runtime = 'onnxruntime-node' } = options;
  return OnnxEncoder.load(`${model.name}@${model.version}`, { weightsPath, maximumTokens, threads, runtime });
}

/** Encodes texts by onnxruntime in a worker thread. A thread that ends is started again by the next call. */
export class OnnxEncoder implements TextEncoder {
  readonly name: string;
  readonly dimensions: number;
  readonly #settings: ThreadSettings;
  #thread: EncoderThread;
  #isClosed = false;

  private constructor(name: string, dimensions: number, settings: ThreadSettings, thread: EncoderThread) {
    this.name = name;
    this.dimensions = dimensions;
    this.#settings = settings;
    this.#thread = thread;
  }

  /** @internal Call `loadOnnxEncoder`. */
  static async load(name: string, settings: ThreadSettings): Promise<OnnxEncoder> {
    const thread = new EncoderThread(settings);
    return new OnnxEncoder(name, await thread.ready, settings, thread);
  }

  /**
   * Encodes texts: one vector of length 1 for each, undefined for a text with too many tokens.
   * @throws {ClassifierError} when it fails, too many calls wait, or it is closed; the reason of the signal when it is aborted.
   */
  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<Vectors> {
    if (this.#isClosed)
      throw new ClassifierError('guard', 'The encoder is closed. Load another one with loadOnnxEncoder.');
    if (this.#thread.isEnded) this.#thread = new EncoderThread(this.#settings);
    return this.#thread.encode(texts, signal);
  }

  /** Ends the thread. It may be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread.terminate();
  }
}
