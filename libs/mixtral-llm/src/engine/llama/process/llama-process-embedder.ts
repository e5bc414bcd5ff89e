import { EngineClosedError, EngineCrashedError } from '../../../errors/index.js';
import {
  type EmbedOptions,
  type Embedding,
  type EmbeddingEngine,
  type EmbeddingModel,
} from '../../embedding-engine.js';
import { fromWireError } from '../../wire-error.js';
import { type LlamaEmbedderOptions } from '../llama-embedder.js';
import { type EngineIncident } from './engine-incident.js';
import { type ClientMessage, type WorkerEmbedderOptions, type WorkerMessage } from './protocol.js';
import { PendingRequests } from './pending-requests.js';
import { describeExit, WorkerConnection, type WorkerProcessOptions } from './worker-connection.js';

/** Describes how to load an embedding model in a process of its own. */
export interface LlamaProcessEmbedderOptions extends LlamaEmbedderOptions {
  /** Niceness of the process, 0 to 19: a nicer one leaves the processor to others. Default 0. */
  readonly niceness?: number | undefined;
  /**
   * Milliseconds within which the process must end an aborted request. One that does not is taken to hang: it is killed, and the
   * next request starts another. More than one text takes. Default: it is waited for.
   */
  readonly maxAbortMs?: number | undefined;
  /** Milliseconds within which the process must give a sign of life, as of an engine. Default 30,000; 0 waits for ever. */
  readonly pingTimeoutMs?: number | undefined;
  /** Milliseconds that the load after a crash may take. The request that waits for it fails then, and the next one tries again. Default 120,000. */
  readonly maxRestartMs?: number | undefined;
  /** Called when the process has crashed, or was restarted. */
  readonly onIncident?: ((incident: EngineIncident) => void) | undefined;
}

/** Maximum requests that wait. */
const maxQueued = 64;

const defaultMaxRestartMs = 120_000;

/**
 * Converts texts to vectors by llama.cpp in a process of its own, so that computing never blocks this process. When that process
 * crashes, its pending requests fail, and the next request starts a new one.
 */
export class LlamaProcessEmbedder implements EmbeddingEngine {
  /** Id of the worker process, for monitoring. Undefined while there is none. */
  processId: number | undefined;
  readonly #options: WorkerEmbedderOptions;
  readonly #processOptions: WorkerProcessOptions;
  readonly #maxRestartMs: number;
  readonly #maxAbortMs: number | undefined;
  /** Timers of the aborted requests that the process has not ended. */
  readonly #aborting = new Map<number, NodeJS.Timeout>();
  readonly #onIncident: (incident: EngineIncident) => void;
  readonly #requests = new PendingRequests(maxQueued);
  #nextId = 0;
  #isClosed = false;
  #connection: Promise<WorkerConnection> | undefined;

  private constructor(
    readonly model: EmbeddingModel,
    connection: WorkerConnection,
    options: LlamaProcessEmbedderOptions,
  ) {
    const { maxAbortMs, maxRestartMs = defaultMaxRestartMs, onIncident = () => undefined } = options;
    const { processOptions, workerOptions } = splitOptions(options);
    this.#options = workerOptions;
    this.#processOptions = processOptions;
    this.#maxRestartMs = maxRestartMs;
    this.#maxAbortMs = maxAbortMs;
    this.#onIncident = onIncident;
    this.#use(connection);
  }

  /** Starts the process and loads the file there. @throws the errors of `LlamaEmbedder.load` */
  static async load(options: LlamaProcessEmbedderOptions): Promise<LlamaProcessEmbedder> {
    const { processOptions, workerOptions } = splitOptions(options);
    const connection = new WorkerConnection(processOptions);
    const model = await connection.loadEmbedder(workerOptions, { signal: options.signal });
    return new LlamaProcessEmbedder(model, connection, options);
  }

  async embed(texts: readonly string[], options?: EmbedOptions): Promise<readonly Embedding[]> {
    return (await this.#request({ type: 'embed', texts }, options)) as readonly Embedding[];
  }

  /** Converts texts to vectors, with null for a text that is too long. @throws the errors of `LlamaEmbedder.embedFitting` */
  async embedFitting(texts: readonly string[], options?: EmbedOptions): Promise<readonly (readonly number[] | null)[]> {
    return (await this.#request({ type: 'embed-fitting', texts }, options)) as readonly (readonly number[] | null)[];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#requests.rejectAll(() => new EngineClosedError());
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  async #request(
    request: { readonly type: 'embed' | 'embed-fitting'; readonly texts: readonly string[] },
    { signal }: EmbedOptions = {},
  ): Promise<unknown> {
    if (this.#isClosed) throw new EngineClosedError();
    signal?.throwIfAborted();
    const connection = await (this.#connection ??= this.#restart());
    const id = this.#nextId++;
    const message: ClientMessage = { ...request, id };
    let isSent = false;
    const send = (): void => {
      isSent = true;
      connection.send(message);
    };
    try {
      return await this.#requests.send(id, message, signal, send);
    } finally {
      if (isSent && signal?.aborted) this.#abort(connection, id);
    }
  }

  /** Ends a request: the worker need not embed its other texts. */
  #abort(connection: WorkerConnection, id: number): void {
    connection.send({ type: 'abort', id });
    if (this.#maxAbortMs === undefined) return;
    this.#aborting.set(id, setTimeout(() => connection.kill(), this.#maxAbortMs).unref());
  }

  #endAbort(id: number): void {
    clearTimeout(this.#aborting.get(id));
    this.#aborting.delete(id);
  }

  async #restart(): Promise<WorkerConnection> {
    const connection = new WorkerConnection(this.#processOptions);
    const signal = AbortSignal.timeout(this.#maxRestartMs);
    try {
      await connection.loadEmbedder(this.#options, { signal });
    } catch (error) {
      // The next request tries again.
      this.#connection = undefined;
      const seconds = this.#maxRestartMs / 1000;
      throw signal.aborted ? new EngineCrashedError(`its model was not loaded again within ${seconds} seconds`) : error;
    }
    if (this.#isClosed) {
      await connection.close();
      throw new EngineClosedError();
    }
    this.#use(connection);
    this.#onIncident({ type: 'restarted' });
    return connection;
  }

  #use(connection: WorkerConnection): void {
    connection.onMessage = (message) => this.#receive(message);
    this.#connection = Promise.resolve(connection);
    this.processId = connection.processId;
    void connection.exited.then((exit) => {
      this.#connection = undefined;
      this.processId = undefined;
      for (const id of [...this.#aborting.keys()]) this.#endAbort(id);
      this.#requests.rejectAll(() =>
        this.#isClosed ? new EngineClosedError() : new EngineCrashedError(describeExit(exit)),
      );
      if (!this.#isClosed) this.#onIncident({ type: 'crashed', exit: describeExit(exit) });
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.type === 'result' || message.type === 'failed') this.#endAbort(message.id);
    if (message.type === 'result') this.#requests.resolve(message.id, message.value);
    else if (message.type === 'failed') this.#requests.reject(message.id, fromWireError(message.error));
  }
}

/** Splits the options into those of the process, and those that are sent to it. */
function splitOptions({ niceness, pingTimeoutMs, ...options }: LlamaProcessEmbedderOptions): {
  readonly processOptions: WorkerProcessOptions;
  readonly workerOptions: WorkerEmbedderOptions;
} {
  const {
    signal: _signal,
    maxAbortMs: _abort,
    maxRestartMs: _restart,
    onIncident: _onIncident,
    ...workerOptions
  } = options;
  return { processOptions: { niceness, pingTimeoutMs }, workerOptions };
}
