import { EngineCrashedError } from '../../../errors/index.js';
import { type EmbedOptions } from '../../embedding-engine.js';
import { LlamaProcessEmbedder, type LlamaProcessEmbedderOptions } from './llama-process-embedder.js';
import { type WorkerEmbedderOptions } from './protocol.js';

/** Configures the process of an encoder. */
export type TextEncoderProcessOptions = Pick<
  LlamaProcessEmbedderOptions,
  'threads' | 'niceness' | 'maxAbortMs' | 'maxRestartMs' | 'pingTimeoutMs' | 'onIncident' | 'signal'
>;

/** Describes how to load an encoder of texts for classifiers. */
export interface LlamaTextEncoderOptions extends TextEncoderProcessOptions {
  /** Path of the GGUF file. */
  readonly file: string;
  /** Identifies the weights, as `name@version`: encoders with the same name give the same vectors. */
  readonly name: string;
  /** Maximum tokens of a text, with those that the model adds around it. Default 256. */
  readonly maxTokens?: number | undefined;
}

/** Describes a model for classifiers, as `loadGuardModel` of `@leeward/moderation` reads it. */
export interface TextEncoderModel {
  readonly name: string;
  readonly version: string;
  /** Path of the GGUF file. */
  readonly weightsPath: string;
  /** Maximum tokens of a text, with those that the model adds around it. */
  readonly maximumTokens: number;
  /** The model that reads what this one does not know. */
  readonly next?: TextEncoderModel | undefined;
}

type Embedders = readonly [LlamaProcessEmbedder, ...LlamaProcessEmbedder[]];
type Files = readonly [WorkerEmbedderOptions, ...WorkerEmbedderOptions[]];

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
 * const encoder = await LlamaTextEncoder.loadModel(model);
 * const guard = guardClassifier({ encoder, model });
 */
export class LlamaTextEncoder {
  /** Encodes by the next model, in the same process. Undefined: there is none. */
  readonly next: LlamaTextEncoder | undefined;
  readonly #embedder: LlamaProcessEmbedder;

  private constructor([embedder, second, ...others]: Embedders) {
    this.#embedder = embedder;
    this.next = second && new LlamaTextEncoder([second, ...others]);
  }

  /** Starts the process and loads the file there. @throws the errors of `LlamaEmbedder.load` */
  static async load({ name, file, maxTokens = 256, ...options }: LlamaTextEncoderOptions): Promise<LlamaTextEncoder> {
    return LlamaTextEncoder.#load([{ id: name, file, maxTokens }], options);
  }

  /**
   * Starts the process and loads the file of a model there, and those of the models that come next.
   *
   * @returns the encoder of the model, with the others as its `next`
   * @throws the errors of `LlamaEmbedder.load`
   */
  static async loadModel(model: TextEncoderModel, options: TextEncoderProcessOptions = {}): Promise<LlamaTextEncoder> {
    return LlamaTextEncoder.#load(toFiles(model), options);
  }

  static async #load(
    [first, ...others]: Files,
    { threads = 1, ...options }: TextEncoderProcessOptions,
  ): Promise<LlamaTextEncoder> {
    const { niceness = defaultNiceness, maxAbortMs = defaultMaxAbortMs, maxRestartMs = defaultMaxRestartMs } = options;
    // Never on a GPU: a copy there would take memory from the served model, for a model that takes milliseconds here.
    const device = { threads, gpu: false } as const;
    const files: Files = [{ ...first, ...device }, ...others.map((file) => ({ ...file, ...device }))];
    const processOptions = { ...options, niceness, maxAbortMs, maxRestartMs };
    return new LlamaTextEncoder(await LlamaProcessEmbedder.loadTogether(files, processOptions));
  }

  /** Identifies the weights, as `name@version`. */
  get name(): string {
    return this.#embedder.model.id;
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

  /** Ends the process, for `next` as well. It may be called twice. */
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

/** Lists the files of a model and of those that come next. Their ids are the names of the encoders. */
function toFiles({ name, version, weightsPath, maximumTokens, next }: TextEncoderModel): Files {
  const file = { id: `${name}@${version}`, file: weightsPath, maxTokens: maximumTokens };
  return next === undefined ? [file] : [file, ...toFiles(next)];
}
