import { EngineClosedError, EngineCrashedError } from '../../../errors/index.js';
import { type Embedding, type EmbeddingEngine, type EmbeddingModel } from '../../embedding-engine.js';
import { fromWireError } from '../../wire-error.js';
import { type LlamaEmbedderOptions } from '../llama-embedder.js';
import { type WorkerEmbedderOptions, type WorkerMessage } from './protocol.js';
import { PendingRequests } from './pending-requests.js';
import { describeExit, WorkerConnection } from './worker-connection.js';

/** Maximum requests that wait. */
const maxQueued = 64;

/**
 * Converts texts to vectors by llama.cpp in a process of its own, so that computing never blocks this process. When that process
 * crashes, its pending requests fail, and the next request starts a new one.
 */
export class LlamaProcessEmbedder implements EmbeddingEngine {
  /** Id of the worker process, for monitoring. Undefined while there is none. */
  processId: number | undefined;
  readonly #options: WorkerEmbedderOptions;
  readonly #requests = new PendingRequests(maxQueued);
  #nextId = 0;
  #isClosed = false;
  #connection: Promise<WorkerConnection> | undefined;

  private constructor(
    readonly model: EmbeddingModel,
    connection: WorkerConnection,
    options: WorkerEmbedderOptions,
  ) {
    this.#options = options;
    this.#use(connection);
  }

  /** Starts the process and loads the file there. @throws the errors of `LlamaEmbedder.load` */
  static async load({ signal, ...options }: LlamaEmbedderOptions): Promise<LlamaProcessEmbedder> {
    const connection = new WorkerConnection();
    const model = await connection.loadEmbedder(options, { signal });
    return new LlamaProcessEmbedder(model, connection, options);
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
    return (await this.#requests.send(id, message, signal, () => connection.send(message))) as readonly Embedding[];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#requests.rejectAll(() => new EngineClosedError());
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  async #restart(): Promise<WorkerConnection> {
    const connection = new WorkerConnection();
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
    connection.onMessage = (message) => this.#receive(message);
    this.#connection = Promise.resolve(connection);
    this.processId = connection.processId;
    void connection.exited.then((exit) => {
      this.#connection = undefined;
      this.processId = undefined;
      this.#requests.rejectAll(() =>
        this.#isClosed ? new EngineClosedError() : new EngineCrashedError(describeExit(exit)),
      );
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.type === 'result') this.#requests.resolve(message.id, message.value);
    else if (message.type === 'failed') this.#requests.reject(message.id, fromWireError(message.error));
  }
}
