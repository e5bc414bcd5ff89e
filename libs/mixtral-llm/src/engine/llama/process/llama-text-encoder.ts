import { EngineCrashedError } from '../../../errors/index.js';
import { type EmbedOptions } from '../../embedding-engine.js';
import { LlamaProcessEmbedder, type LlamaProcessEmbedderOptions } from './llama-process-embedder.js';

/** Describes how to load an encoder of texts for classifiers. */
export interface LlamaTextEncoderOptions extends Pick<
  LlamaProcessEmbedderOptions,
  'file' | 'threads' | 'niceness' | 'maxAbortMs' | 'maxRestartMs' | 'pingTimeoutMs' | 'onIncident' | 'signal'
> {
  /** Identifies the weights, as `name@version`: encoders with the same name give the same vectors. */
  readonly name: string;
  /** Maximum tokens of a text, with those that the model adds around it. Default 256. */
  readonly maxTokens?: number | undefined;
}

/** Niceness of the process: where both want the processor, a language model gets three times as much of it. */
const defaultNiceness = 5;

/** One text takes a tenth of a second; a busy machine is given much more. */
const defaultMaxAbortMs = 30_000;

/** The weights are small: they load in a second or two. */
const defaultMaxRestartMs = 60_000;

/**
 * Encodes texts for classifiers by llama.cpp, in a process of its own, with low priority and one thread (the default). More
 * threads make it slower on a busy machine: those of llama.cpp wait for each other by spinning.
 *
 * It has the interface `TextEncoder` of `@leeward/moderation`. The vectors depend on nothing but the text, which is read as it is.
 *
 * @example
 * const model = await loadGuardModel();
 * const encoder = await LlamaTextEncoder.load({ file: model.weightsPath, name: `${model.name}@${model.version}` });
 * const guard = guardClassifier({ encoder, model });
 */
export class LlamaTextEncoder {
  readonly #embedder: LlamaProcessEmbedder;

  private constructor(
    readonly name: string,
    embedder: LlamaProcessEmbedder,
  ) {
    this.#embedder = embedder;
  }

  /** Starts the process and loads the file there. @throws the errors of `LlamaEmbedder.load` */
  static async load(options: LlamaTextEncoderOptions): Promise<LlamaTextEncoder> {
    const { name, maxTokens = 256, threads = 1, niceness = defaultNiceness, maxAbortMs = defaultMaxAbortMs } = options;
    const { file, maxRestartMs = defaultMaxRestartMs, pingTimeoutMs, onIncident, signal } = options;
    const watched = { maxAbortMs, maxRestartMs, pingTimeoutMs, onIncident, signal };
    // Never on a GPU: a copy there would take memory from the served model, for a model that takes milliseconds here.
    const load = { file, maxTokens, threads, niceness, gpu: false, ...watched } as const;
    return new LlamaTextEncoder(name, await LlamaProcessEmbedder.load(load));
  }

  /** Length of the vectors. */
  get dimensions(): number {
    return this.#embedder.model.dimensions;
  }

  /** Id of the process, for monitoring. Undefined after a crash, until the next call. */
  get processId(): number | undefined {
    return this.#embedder.processId;
  }

  /**
   * Encodes texts: one vector of length 1 for each. Undefined for a text with too many tokens, which is never cut. After a crash
   * the texts are sent to a new process once.
   *
   * @throws {EmbeddingInputError} for an empty text
   * @throws {QueueFullError} when too many calls wait
   * @throws {EngineCrashedError} when the process crashes twice
   * @throws {EngineClosedError} after `close`
   * @throws the reason of `signal` when it is aborted
   */
  async encode(texts: readonly string[], options?: EmbedOptions): Promise<readonly (Float32Array | undefined)[]> {
    const vectors = await this.#embed(texts, options);
    return vectors.map((vector) => (vector === null ? undefined : Float32Array.from(vector)));
  }

  /** Ends the process. It may be called twice. */
  async close(): Promise<void> {
    await this.#embedder.close();
  }

  async #embed(
    texts: readonly string[],
    options: EmbedOptions | undefined,
  ): Promise<readonly (readonly number[] | null)[]> {
    try {
      return await this.#embedder.embedFitting(texts, options);
    } catch (error) {
      if (!EngineCrashedError.isInstance(error)) throw error;
      return this.#embedder.embedFitting(texts, options);
    }
  }
}
