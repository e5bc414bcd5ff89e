import { setTimeout as delay } from 'node:timers/promises';
import { type EncodedText } from '@leeward/chat-template';
import { EngineClosedError, EngineCrashedError, QueueFullError } from '../../../errors/index.js';
import {
  type CloseOptions,
  type Engine,
  type EngineCapacity,
  type EngineModel,
  type GenerationPart,
  type GenerationRequest,
} from '../../engine.js';
import { PartChannel } from '../../part-channel.js';
import { ServicePace } from '../../../scheduling/wait-estimator.js';
import { fromWireError } from '../../wire-error.js';
import { type LlamaEngineOptions } from '../llama-engine.js';
import { type ClientMessage, partWindow, type WorkerLoadOptions, type WorkerMessage } from './protocol.js';
import { PendingRequests } from './pending-requests.js';
import { describeExit, WorkerConnection } from './worker-connection.js';

/** A generation that the worker has not finished. */
interface Generation {
  readonly message: ClientMessage;
  readonly channel: PartChannel<GenerationPart>;
  /** When it got its sequence, in milliseconds of the process clock. A crash loses it then; until then it only waits, and is sent again. */
  startedAt: number | undefined;
}

/** What becomes of the worker, for logs. Holds no text of callers. */
export type EngineIncident =
  | { readonly type: 'crashed'; readonly how: string }
  | { readonly type: 'restarted' }
  | { readonly type: 'restart-failed'; readonly reason: string; readonly nextTryInMs: number };

export interface LlamaProcessEngineOptions extends LlamaEngineOptions {
  /** Called when the worker dies, and when it is there again or cannot be. */
  readonly onIncident?: ((incident: EngineIncident) => void) | undefined;
}

/** Milliseconds before a crashed worker is started again: doubled with each crash in a row, up to the last. */
const restartDelays = { first: 100, last: 30_000 };

/** Milliseconds between two looks at whether all answers have ended, while the engine is being closed. */
const drainInterval = 20;

/**
 * llama.cpp in a process of its own, so that decoding never blocks this one and a native crash cannot take it down. A
 * crashed worker is started again: what it was generating fails, what waited waits on.
 */
export class LlamaProcessEngine implements Engine {
  readonly #generations = new Map<number, Generation>();
  readonly #questions: PendingRequests;
  /** Generations whose callers have left, until the worker says that they have ended: they still hold a place there. */
  readonly #leaving = new Set<number>();
  readonly #pace = new ServicePace();
  #nextId = 0;
  #crashesInARow = 0;
  #isReady = true;
  #closing: Promise<void> | undefined;
  readonly #closeController = new AbortController();

  #connection: WorkerConnection;
  readonly #parallel: number;
  readonly #options: WorkerLoadOptions;
  readonly #onIncident: (incident: EngineIncident) => void;

  private constructor(
    connection: WorkerConnection,
    readonly model: EngineModel,
    parallel: number,
    options: WorkerLoadOptions,
    onIncident: (incident: EngineIncident) => void,
  ) {
    this.#connection = connection;
    this.#parallel = parallel;
    this.#options = options;
    this.#onIncident = onIncident;

    this.#questions = new PendingRequests(2 * (this.#maxQueued + parallel));
    this.#supervise(connection);
  }

  /**
   * Starts the process and loads the file there.
   *
   * @throws {ModelLoadError} when the file cannot be loaded
   * @throws {UnsupportedVocabularyError} when its vocabulary cannot be read
   */
  static async load(options: LlamaProcessEngineOptions): Promise<LlamaProcessEngine> {
    const { onProgress, onIncident, signal, ...loadOptions } = options;
    const deliver: { to?: LlamaProcessEngine } = {};
    const connection = new WorkerConnection({
      onProgress: (share) => onProgress?.(share),
      onMessage: (message) => {
        if (deliver.to !== undefined) deliver.to.#receive(message);
      },
    });
    const { model, parallel } = await connection.load(loadOptions, signal);
    return (deliver.to = new LlamaProcessEngine(
      connection,
      model,
      parallel,
      loadOptions,
      onIncident ?? (() => undefined),
    ));
  }

  /** Of the worker, as long as there is one. For monitoring. */
  get processId(): number | undefined {
    return this.#connection.processId;
  }

  async *generate({ signal, ...request }: GenerationRequest): AsyncIterable<GenerationPart> {
    if (this.#closing) throw new EngineClosedError();
    signal?.throwIfAborted();
    this.#ensureRoom();
    const id = this.#nextId++;
    const channel = new PartChannel<GenerationPart>();
    // Where the ids came from is of no use to the worker.
    const prompt = { ...request.prompt, spans: [] };
    const message: ClientMessage = { type: 'generate', id, request: { ...request, prompt } };
    this.#generations.set(id, { message, channel, startedAt: undefined });
    const abort = () => channel.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    if (this.#isReady) this.#connection.send(message);
    try {
      let taken = 0;
      for await (const part of channel) {
        yield part;
        if (++taken % (partWindow / 4) === 0) this.#connection.send({ type: 'acknowledge', id, parts: partWindow / 4 });
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      // Finished generations are gone already: this one was left.
      if (this.#generations.delete(id) && this.#isReady) {
        this.#leaving.add(id);
        this.#connection.send({ type: 'abort', id });
      }
    }
  }

  async tokenize(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly EncodedText[]> {
    return (await this.#ask((id) => ({ type: 'tokenize', id, texts }), signal)) as readonly EncodedText[];
  }

  async detokenize(runs: readonly (readonly number[])[]): Promise<readonly string[]> {
    return (await this.#ask((id) => ({ type: 'detokenize', id, runs }))) as readonly string[];
  }

  capacity(): EngineCapacity {
    const active = [...this.#generations.values()].filter(({ startedAt }) => startedAt !== undefined).length;
    return {
      active,
      queued: this.#generations.size - active,
      parallel: this.#parallel,
      ready: this.#isReady && !this.#closing,
    };
  }

  async close({ drainMs = 0 }: CloseOptions = {}): Promise<void> {
    this.#closing ??= (async () => {
      const end = performance.now() + drainMs;
      while (this.#generations.size > 0 && performance.now() < end) await delay(drainInterval);
      this.#closeController.abort();
      this.#failAll(() => new EngineClosedError());
      await this.#connection.close();
    })();
    await this.#closing;
  }

  get #maxQueued(): number {
    return this.#options.maxQueued ?? 64;
  }

  #ensureRoom(): void {
    const waiting = this.#generations.size + this.#leaving.size - this.#parallel;
    if (waiting < this.#maxQueued) return;
    throw new QueueFullError(waiting, this.#pace.secondsUntilFree(waiting, this.#parallel));
  }

  async #ask(question: (id: number) => ClientMessage, signal?: AbortSignal): Promise<unknown> {
    if (this.#closing) throw new EngineClosedError();
    const id = this.#nextId++;
    const message = question(id);
    return this.#questions.ask(id, message, signal, () => this.#isReady && this.#connection.send(message));
  }

  #receive(message: WorkerMessage): void {
    if (!('id' in message)) return;
    const generation = this.#generations.get(message.id);
    switch (message.type) {
      case 'started':
        if (generation) generation.startedAt = performance.now();
        return;
      case 'part':
        return generation?.channel.push(message.part);
      case 'end':
        this.#crashesInARow = 0;
        if (generation?.startedAt !== undefined) this.#pace.served(performance.now() - generation.startedAt);
        this.#forget(message.id);
        return generation?.channel.close();
      case 'failed': {
        const error = fromWireError(message.error);
        this.#forget(message.id);
        generation?.channel.fail(error);
        return this.#questions.reject(message.id, error);
      }
      case 'answer':
        this.#questions.resolve(message.id, message.value);
    }
  }

  #forget(id: number): void {
    this.#generations.delete(id);
    this.#leaving.delete(id);
  }

  #supervise(connection: WorkerConnection): void {
    void connection.exited.then((exit) => {
      if (this.#closing || connection !== this.#connection) return;
      const how = describeExit(exit);
      this.#isReady = false;
      this.#leaving.clear();
      this.#failStarted(how);
      this.#questions.crashed(how);
      this.#onIncident({ type: 'crashed', how });
      void this.#restart();
    });
  }

  /** Loads again, with a growing delay, until it works or the engine is closed. */
  async #restart(): Promise<void> {
    const { signal } = this.#closeController;
    for (;;) {
      const delayed = Math.min(restartDelays.last, restartDelays.first * 2 ** this.#crashesInARow++);
      await delay(delayed, undefined, { signal }).catch(() => undefined);
      if (this.#closing) return;
      const connection = new WorkerConnection({
        onProgress: () => undefined,
        onMessage: (message) => this.#receive(message),
      });
      try {
        await connection.load(this.#options, signal);
      } catch (error) {
        if (this.#closing) return;
        // The file may come back, memory may become free: the next try tells. Nobody is kept waiting for that.
        this.#failAll(() => new EngineCrashedError('its model cannot be loaded again'));
        const nextTryInMs = Math.min(restartDelays.last, restartDelays.first * 2 ** this.#crashesInARow);
        this.#onIncident({
          type: 'restart-failed',
          reason: error instanceof Error ? error.message : String(error),
          nextTryInMs,
        });
        continue;
      }
      this.#connection = connection;
      this.#isReady = true;
      this.#supervise(connection);
      this.#onIncident({ type: 'restarted' });
      for (const message of [...this.#questions.messages, ...[...this.#generations.values()].map((one) => one.message)])
        connection.send(message);
      return;
    }
  }

  #failStarted(how: string): void {
    for (const [id, { startedAt, channel }] of this.#generations) {
      if (startedAt === undefined) continue;
      this.#generations.delete(id);
      channel.fail(new EngineCrashedError(how));
    }
  }

  #failAll(error: () => Error): void {
    for (const { channel } of this.#generations.values()) channel.fail(error());
    this.#generations.clear();
    this.#questions.rejectAll(error);
  }
}
