import { addAbortListener } from 'node:events';
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
import { WaitEstimator } from '../../../scheduling/wait-estimator.js';
import { fromWireError } from '../../wire-error.js';
import { type LlamaEngineOptions } from '../llama-engine.js';
import { type ClientMessage, partWindow, type WorkerLoadOptions, type WorkerMessage } from './protocol.js';
import { type EngineIncident } from './engine-incident.js';
import { PendingRequests } from './pending-requests.js';
import { describeExit, WorkerConnection } from './worker-connection.js';

/** Tracks a generation that the worker has not finished. */
interface Generation {
  readonly message: ClientMessage;
  readonly channel: PartChannel<GenerationPart>;
  readonly onStart: (() => void) | undefined;
  /**
   * Time at which it got its sequence, in milliseconds of `performance.now()`. Undefined while it waits. A crash fails a started
   * generation; a waiting one is sent to the next worker.
   */
  startedAt: number | undefined;
}

/** Describes how to load a model in a process of its own. */
export interface LlamaProcessEngineOptions extends LlamaEngineOptions {
  /** Called when the worker has crashed, was restarted, or cannot be restarted. */
  readonly onIncident?: ((incident: EngineIncident) => void) | undefined;
  /**
   * Milliseconds within which the worker must give a sign of life. One that gives none hangs: it is killed and restarted, as after a
   * crash. While it loads a model, it gets a minute at least. Default 30,000; 0 waits for ever.
   */
  readonly pingTimeoutMs?: number | undefined;
}

/** Milliseconds before a crashed worker is restarted. The delay doubles with each crash in a row. */
const restartDelay = { first: 100, maximum: 30_000 };

/** Milliseconds between two checks for running answers, while the engine closes. */
const drainInterval = 20;

/**
 * Generates text by llama.cpp in a process of its own. So decoding never blocks this process, and a native crash does not end it. A
 * crashed worker is restarted: its running generations fail, the waiting ones go on waiting.
 */
export class LlamaProcessEngine implements Engine {
  readonly #generations = new Map<number, Generation>();
  /** Aborted generations that the worker has not ended yet. They still use a sequence there. */
  readonly #aborted = new Set<number>();
  readonly #requests: PendingRequests;
  readonly #waitEstimator = new WaitEstimator();
  #nextId = 0;
  #crashesInARow = 0;
  #isReady = true;
  #closing: Promise<void> | undefined;
  readonly #closeController = new AbortController();

  #connection: WorkerConnection;
  readonly #parallel: number;
  readonly #options: WorkerLoadOptions;
  readonly #pingTimeoutMs: number | undefined;
  readonly #onIncident: (incident: EngineIncident) => void;

  private constructor(
    connection: WorkerConnection,
    readonly model: EngineModel,
    parallel: number,
    options: WorkerLoadOptions,
    { onIncident = () => undefined, pingTimeoutMs }: Pick<LlamaProcessEngineOptions, 'onIncident' | 'pingTimeoutMs'>,
  ) {
    this.#connection = connection;
    this.#parallel = parallel;
    this.#options = options;
    this.#onIncident = onIncident;
    this.#pingTimeoutMs = pingTimeoutMs;
    this.#requests = new PendingRequests(2 * (this.#maxQueued + parallel));
    this.#supervise(connection);
  }

  /**
   * Starts the process and loads the file there.
   *
   * @throws the errors of `LlamaEngine.load`
   */
  static async load(options: LlamaProcessEngineOptions): Promise<LlamaProcessEngine> {
    const { onProgress, onIncident, pingTimeoutMs, signal, ...loadOptions } = options;
    const connection = new WorkerConnection({ pingTimeoutMs });
    const { model, parallel } = await connection.load(loadOptions, { onProgress, signal });
    return new LlamaProcessEngine(connection, model, parallel, loadOptions, { onIncident, pingTimeoutMs });
  }

  /** Returns the id of the worker process, for monitoring. Undefined when it could not be started. */
  get processId(): number | undefined {
    return this.#connection.processId;
  }

  async *generate({ signal, onStart, ...request }: GenerationRequest): AsyncIterable<GenerationPart> {
    if (this.#closing) throw new EngineClosedError();
    signal?.throwIfAborted();
    this.#ensureQueueCapacity();
    const id = this.#nextId++;
    const channel = new PartChannel<GenerationPart>();
    // The worker does not need the provenance of the ids.
    const prompt = { ...request.prompt, spans: [] };
    const message: ClientMessage = { type: 'generate', id, request: { ...request, prompt } };
    this.#generations.set(id, { message, channel, onStart, startedAt: undefined });
    using _listener = signal && addAbortListener(signal, () => channel.fail(signal.reason));
    if (this.#isReady) this.#connection.send(message);
    try {
      let taken = 0;
      for await (const part of channel) {
        yield part;
        if (++taken % (partWindow / 4) === 0) this.#connection.send({ type: 'acknowledge', id, parts: partWindow / 4 });
      }
    } finally {
      // Finished generations were removed before: the caller has left this one.
      if (this.#generations.delete(id) && this.#isReady) {
        this.#aborted.add(id);
        this.#connection.send({ type: 'abort', id });
      }
    }
  }

  async tokenize(
    texts: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly EncodedText[]> {
    return (await this.#request((id) => ({ type: 'tokenize', id, texts }), signal)) as readonly EncodedText[];
  }

  async detokenize(sequences: readonly (readonly number[])[]): Promise<readonly string[]> {
    return (await this.#request((id) => ({ type: 'detokenize', id, sequences }))) as readonly string[];
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

  #ensureQueueCapacity(): void {
    const waiting = this.#generations.size + this.#aborted.size - this.#parallel;
    if (waiting < this.#maxQueued) return;
    throw new QueueFullError(waiting, this.#waitEstimator.secondsUntilFree(waiting, this.#parallel));
  }

  async #request(createMessage: (id: number) => ClientMessage, signal?: AbortSignal): Promise<unknown> {
    if (this.#closing) throw new EngineClosedError();
    const id = this.#nextId++;
    const message = createMessage(id);
    return this.#requests.send(id, message, signal, () => this.#isReady && this.#connection.send(message));
  }

  #receive(message: WorkerMessage): void {
    if (!('id' in message)) return;
    const generation = this.#generations.get(message.id);
    switch (message.type) {
      case 'started':
        if (!generation) return;
        generation.startedAt = performance.now();
        return generation.onStart?.();
      case 'part':
        return generation?.channel.push(message.part);
      case 'end':
        this.#crashesInARow = 0;
        if (generation?.startedAt !== undefined) this.#waitEstimator.record(performance.now() - generation.startedAt);
        this.#removeGeneration(message.id);
        return generation?.channel.close();
      case 'failed': {
        const error = fromWireError(message.error);
        this.#removeGeneration(message.id);
        generation?.channel.fail(error);
        return this.#requests.reject(message.id, error);
      }
      case 'result':
        this.#requests.resolve(message.id, message.value);
    }
  }

  #removeGeneration(id: number): void {
    this.#generations.delete(id);
    this.#aborted.delete(id);
  }

  #supervise(connection: WorkerConnection): void {
    connection.onMessage = (message) => this.#receive(message);
    void connection.exited.then((exit) => {
      if (connection !== this.#connection) return;
      // No worker is started any more: `close` must not wait for answers that cannot come.
      if (this.#closing) return this.#failAll(() => new EngineClosedError());
      const description = describeExit(exit);
      this.#isReady = false;
      this.#aborted.clear();
      this.#failStarted(description);
      this.#requests.handleCrash(description);
      this.#onIncident({ type: 'crashed', exit: description });
      void this.#restart();
    });
  }

  /** Starts a worker again, after growing delays, until the load succeeds or the engine is closed. */
  async #restart(): Promise<void> {
    const { signal } = this.#closeController;
    for (;;) {
      const waitMs = Math.min(restartDelay.maximum, restartDelay.first * 2 ** this.#crashesInARow++);
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (this.#closing) return;
      const connection = new WorkerConnection({ pingTimeoutMs: this.#pingTimeoutMs });
      try {
        await connection.load(this.#options, { signal });
      } catch (error) {
        if (this.#closing) return;
        // A later attempt may succeed, for example when memory becomes free. No request waits for that.
        this.#failAll(() => new EngineCrashedError('its model cannot be loaded again'));
        const nextTryInMs = Math.min(restartDelay.maximum, restartDelay.first * 2 ** this.#crashesInARow);
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
      const waiting = [...this.#generations.values()].map(({ message }) => message);
      for (const message of [...this.#requests.messages, ...waiting]) connection.send(message);
      return;
    }
  }

  #failStarted(exit: string): void {
    for (const [id, { startedAt, channel }] of this.#generations) {
      if (startedAt === undefined) continue;
      this.#generations.delete(id);
      channel.fail(new EngineCrashedError(exit));
    }
  }

  #failAll(createError: () => Error): void {
    for (const { channel } of this.#generations.values()) channel.fail(createError());
    this.#generations.clear();
    this.#requests.rejectAll(createError);
  }
}
