import { EngineClosedError, EngineCrashedError } from '../../../errors/index.js';
import { type EmbedOptions, type EmbeddingModel } from '../../embedding-engine.js';
import { fromWireError } from '../../wire-error.js';
import { type EngineIncident } from './engine-incident.js';
import { PendingRequests } from './pending-requests.js';
import { type ClientMessage, type WorkerEmbedderOptions, type WorkerMessage } from './protocol.js';
import { describeExit, WorkerConnection, type WorkerProcessOptions } from './worker-connection.js';

/** Configures a process that embeds texts. */
export interface EmbedderProcessOptions {
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

/** Asks one of the models for the vectors of texts. */
export interface EmbedRequest {
  readonly type: 'embed' | 'embed-fitting';
  /** The index of the model among those that were loaded. */
  readonly model: number;
  readonly texts: readonly string[];
}

/** Maximum requests that wait. */
const maxQueued = 64;

const defaultMaxRestartMs = 120_000;

/**
 * Owns a process that embeds texts by one or more models. When it crashes, its pending requests fail, and the next request starts a
 * new one with the same models.
 */
export class EmbedderProcess {
  /** Id of the process, for monitoring. Undefined while there is none. */
  processId: number | undefined;
  readonly #loadOptions: readonly WorkerEmbedderOptions[];
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
    /** The models, in the order in which they were given. */
    readonly models: readonly EmbeddingModel[],
    connection: WorkerConnection,
    loadOptions: readonly WorkerEmbedderOptions[],
    options: EmbedderProcessOptions,
  ) {
    const { maxAbortMs, maxRestartMs = defaultMaxRestartMs, onIncident = () => undefined } = options;
    this.#loadOptions = loadOptions;
    this.#processOptions = toProcessOptions(options);
    this.#maxRestartMs = maxRestartMs;
    this.#maxAbortMs = maxAbortMs;
    this.#onIncident = onIncident;
    this.#use(connection);
  }

  /** Starts the process and loads the files there. @throws the errors of `LlamaEmbedder.load` */
  static async load(
    loadOptions: readonly WorkerEmbedderOptions[],
    { signal, ...options }: EmbedderProcessOptions & EmbedOptions,
  ): Promise<EmbedderProcess> {
    const connection = new WorkerConnection(toProcessOptions(options));
    const models = await connection.loadEmbedders(loadOptions, { signal });
    return new EmbedderProcess(models, connection, loadOptions, options);
  }

  /** Sends a request. @returns the value that the worker answers */
  async request(request: EmbedRequest, { signal }: EmbedOptions = {}): Promise<unknown> {
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

  /** Ends the process. It may be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#requests.rejectAll(() => new EngineClosedError());
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
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
      await connection.loadEmbedders(this.#loadOptions, { signal });
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

/** Encoders are small and run beside a served model, so their process saves memory. */
function toProcessOptions({ niceness, pingTimeoutMs }: EmbedderProcessOptions): WorkerProcessOptions {
  return { niceness, pingTimeoutMs, savesMemory: true };
}
