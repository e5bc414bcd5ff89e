import { EngineClosedError, EngineCrashedError } from '../../../errors/index.js';
import { type Embedding, type EmbeddingEngine, type EmbeddingModel } from '../../embedding-engine.js';
import { fromWireError } from '../../wire-error.js';
import { type LlamaEmbedderOptions } from '../llama-embedder.js';
import { type WorkerMessage } from './protocol.js';
import { PendingRequests } from './pending-requests.js';
import { describeExit, WorkerConnection } from './worker-connection.js';

/** Requests that may wait before `QueueFullError`. */
const maxQueued = 64;

/**
 * Texts to vectors by llama.cpp in a process of its own, so that computing never blocks this one. When the process dies, what it
 * was asked fails, and the next request starts it again.
 */
export class LlamaProcessEmbedder implements EmbeddingEngine {
  readonly #questions = new PendingRequests(maxQueued);
  #nextId = 0;
  #isClosed = false;
  #connection: Promise<WorkerConnection> | undefined;
  /** Of the worker, as long as there is one. For monitoring. */
  processId: number | undefined;

  readonly #options: Omit<LlamaEmbedderOptions, 'signal'>;

  private constructor(
    readonly model: EmbeddingModel,
    options: Omit<LlamaEmbedderOptions, 'signal'>,
  ) {
    this.#options = options;
  }

  /** Starts the process and loads the file there. @throws as `LlamaEmbedder.load` */
  static async load({ signal, ...options }: LlamaEmbedderOptions): Promise<LlamaProcessEmbedder> {
    const deliver: { to?: LlamaProcessEmbedder } = {};
    const connection = new WorkerConnection({
      onProgress: () => undefined,
      onMessage: (message) => {
        if (deliver.to !== undefined) deliver.to.#receive(message);
      },
    });
    const embedder = (deliver.to = new LlamaProcessEmbedder(await connection.loadEmbedder(options, signal), options));
    embedder.#use(connection);
    return embedder;
  }

  async embed(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly Embedding[]> {
    if (this.#isClosed) throw new EngineClosedError();
    signal?.throwIfAborted();
    const connection = await (this.#connection ??= this.#restart());
    const id = this.#nextId++;
    const message = { type: 'embed', id, texts } as const;
    return (await this.#questions.ask(id, message, signal, () => connection.send(message))) as readonly Embedding[];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#questions.rejectAll(() => new EngineClosedError());
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  async #restart(): Promise<WorkerConnection> {
    const connection = new WorkerConnection({
      onProgress: () => undefined,
      onMessage: (message) => this.#receive(message),
    });
    try {
      await connection.loadEmbedder(this.#options);
    } catch (error) {
      // The next request tries again.
      this.#connection = undefined;
      throw error;
    }
    this.#use(connection);
    return connection;
  }

  #use(connection: WorkerConnection): void {
    this.#connection = Promise.resolve(connection);
    this.processId = connection.processId;
    void connection.exited.then((exit) => {
      this.#connection = undefined;
      this.processId = undefined;
      this.#questions.rejectAll(() =>
        this.#isClosed ? new EngineClosedError() : new EngineCrashedError(describeExit(exit)),
      );
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.type === 'answer') this.#questions.resolve(message.id, message.value);
    else if (message.type === 'failed') this.#questions.reject(message.id, fromWireError(message.error));
  }
}
