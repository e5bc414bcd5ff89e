import {
  type EmbedOptions,
  type Embedding,
  type EmbeddingEngine,
  type EmbeddingModel,
} from '../../embedding-engine.js';
import { type LlamaEmbedderOptions } from '../llama-embedder.js';
import { EmbedderProcess, type EmbedderProcessOptions } from './embedder-process.js';
import { type WorkerEmbedderOptions } from './protocol.js';

/** Describes how to load an embedding model in a process of its own. */
export interface LlamaProcessEmbedderOptions extends LlamaEmbedderOptions, EmbedderProcessOptions {}

/**
 * Converts texts to vectors by llama.cpp in another process, so that computing never blocks this process. When that process
 * crashes, its pending requests fail, and the next request starts a new one.
 */
export class LlamaProcessEmbedder implements EmbeddingEngine {
  readonly #process: EmbedderProcess;
  readonly #index: number;

  private constructor(
    readonly model: EmbeddingModel,
    process: EmbedderProcess,
    index: number,
  ) {
    this.#process = process;
    this.#index = index;
  }

  /** Starts a process and loads the file there. @throws the errors of `LlamaEmbedder.load` */
  static async load(options: LlamaProcessEmbedderOptions): Promise<LlamaProcessEmbedder> {
    const { signal, niceness, maxAbortMs, maxRestartMs, pingTimeoutMs, onIncident, ...loadOptions } = options;
    const processOptions = { signal, niceness, maxAbortMs, maxRestartMs, pingTimeoutMs, onIncident };
    const process = await EmbedderProcess.load([loadOptions], processOptions);
    return LlamaProcessEmbedder.#toEmbedders(process)[0];
  }

  /**
   * Starts one process and loads several files there: a second process would take 60 MB more. To close one of the embedders is to
   * close them all.
   *
   * @returns an embedder for each file, in their order
   * @throws the errors of `LlamaEmbedder.load`
   */
  static async loadTogether(
    files: readonly [WorkerEmbedderOptions, ...WorkerEmbedderOptions[]],
    options: EmbedderProcessOptions & EmbedOptions = {},
  ): Promise<readonly [LlamaProcessEmbedder, ...LlamaProcessEmbedder[]]> {
    return LlamaProcessEmbedder.#toEmbedders(await EmbedderProcess.load(files, options));
  }

  static #toEmbedders(process: EmbedderProcess): readonly [LlamaProcessEmbedder, ...LlamaProcessEmbedder[]] {
    const embedders = process.models.map((model, index) => new LlamaProcessEmbedder(model, process, index));
    // The worker answers with a model for each file, and there is at least one.
    return embedders as [LlamaProcessEmbedder, ...LlamaProcessEmbedder[]];
  }

  /** Id of the worker process, for monitoring. Undefined while there is none. */
  get processId(): number | undefined {
    return this.#process.processId;
  }

  async embed(texts: readonly string[], options?: EmbedOptions): Promise<readonly Embedding[]> {
    const request = { type: 'embed', model: this.#index, texts } as const;
    return (await this.#process.request(request, options)) as readonly Embedding[];
  }

  /** Converts texts to vectors, with null for a text that is too long. @throws the errors of `LlamaEmbedder.embedFitting` */
  async embedFitting(texts: readonly string[], options?: EmbedOptions): Promise<readonly (readonly number[] | null)[]> {
    const request = { type: 'embed-fitting', model: this.#index, texts } as const;
    return (await this.#process.request(request, options)) as readonly (readonly number[] | null)[];
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
