import { type GuardModel, listGuardModels, verifyGuardWeights } from '../classifiers/guard/guard-model.js';
import { type EncodeOptions, type TextEncoder } from '../contract/text-encoder.js';
import { EncoderHost } from './encoder-host.js';
import { type Vectors } from './encoder-thread.js';

/** The options of an encoder that onnxruntime computes. */
export interface OnnxEncoderOptions {
  /** Threads that compute. Default 1. */
  readonly threads?: number | undefined;
  /** Name or URL of the module of onnxruntime. Default `onnxruntime-node`. */
  readonly runtime?: string | undefined;
}

/**
 * Loads the encoders of a guard model in onnxruntime, in one worker thread. Needs the package `onnxruntime-node`.
 * @param model As `loadGuardModel` reads it. Its weights are verified by their SHA-256.
 * @returns the encoder of the model, with that of the model's `next` as its `next`
 * @throws {ConfigurationError} when the runtime is not installed, or the weights cannot be used; the message says what to do.
 *
 * @example
 * const model = await loadGuardModel();
 * const encoder = await loadOnnxEncoder(model);
 * const moderator = createModerator({ guard: guardClassifier({ encoder, model }) });
 */
export async function loadOnnxEncoder(
  model: GuardModel,
  { threads = 1, runtime = 'onnxruntime-node' }: OnnxEncoderOptions = {},
): Promise<OnnxEncoder> {
  await verifyGuardWeights(model);
  const models = listGuardModels(model).map(({ weightsPath, maximumTokens }) => ({ weightsPath, maximumTokens }));
  return new OnnxEncoder(model, await EncoderHost.load({ models, threads, runtime }));
}

/** Encodes texts by onnxruntime in a worker thread. A thread that ends is started again by the next call. */
export class OnnxEncoder implements TextEncoder {
  readonly name: string;
  readonly dimensions: number;
  /** Encodes by the next model, in the same thread. Undefined: there is none. */
  readonly next: OnnxEncoder | undefined;
  readonly #host: EncoderHost;
  readonly #index: number;

  /** @internal Call `loadOnnxEncoder`. */
  constructor({ name, version, next }: GuardModel, host: EncoderHost, index = 0) {
    this.name = `${name}@${version}`;
    this.dimensions = host.dimensions[index] ?? 0;
    this.next = next && new OnnxEncoder(next, host, index + 1);
    this.#host = host;
    this.#index = index;
  }

  /**
   * Encodes texts: one vector of length 1 for each, undefined for a text with too many tokens.
   * @throws {ClassifierError} when it fails, too many calls wait, or it is closed; the reason of the signal when it is aborted.
   */
  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<Vectors> {
    return this.#host.encode(this.#index, texts, signal);
  }

  /** Ends the thread, for `next` as well. It may be called twice. */
  async close(): Promise<void> {
    await this.#host.close();
  }
}
