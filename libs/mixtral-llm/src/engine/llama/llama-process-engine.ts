import { type EncodedText } from '@leeward/chat-template';
import { EngineClosedError, EngineCrashedError, QueueFullError } from '../../errors.js';
import {
  type Engine,
  type EngineCapacity,
  type EngineModel,
  type GenerationPart,
  type GenerationRequest,
} from '../engine.js';
import { PartChannel } from '../part-channel.js';
import { ServicePace } from '../service-pace.js';
import { fromWireError } from '../wire-error.js';
import { type LlamaEngineOptions } from './llama-engine.js';
import { type ClientMessage, partWindow, type WorkerLoadOptions, type WorkerMessage } from './protocol.js';
import { describeExit, WorkerConnection, type WorkerExit } from './worker-connection.js';

/** A generation that the worker has not finished. */
interface Generation {
  readonly message: ClientMessage;
  readonly channel: PartChannel<GenerationPart>;
  /** When it got its sequence, in milliseconds of the process clock. A crash loses it then; until then it only waits, and is sent again. */
  startedAt: number | undefined;
}

/** A question that the worker has not answered. It may be asked again. */
interface Question {
  readonly message: ClientMessage;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds before a crashed worker is started again: doubled with each crash in a row, up to the last. */
const restartDelays = { first: 100, last: 30_000 };

/**
 * llama.cpp in a process of its own, so that decoding never blocks this one and a native crash cannot take it down. A
 * crashed worker is started again: what it was generating fails, what waited waits on.
 */
export class LlamaProcessEngine implements Engine {
  private readonly generations = new Map<number, Generation>();
  private readonly questions = new Map<number, Question>();
  private readonly pace = new ServicePace();
  private nextId = 0;
  private crashesInARow = 0;
  private isReady = true;
  private closing: Promise<void> | undefined;
  private readonly closeController = new AbortController();

  private constructor(
    private connection: WorkerConnection,
    readonly model: EngineModel,
    private readonly parallel: number,
    private readonly options: WorkerLoadOptions,
  ) {
    this.supervise(connection);
  }

  /**
   * Starts the process and loads the file there.
   *
   * @throws {ModelLoadError} when the file cannot be loaded
   * @throws {UnsupportedVocabularyError} when its vocabulary cannot be read
   */
  static async load(options: LlamaEngineOptions): Promise<LlamaProcessEngine> {
    const { onProgress, signal, ...loadOptions } = options;
    const deliver: { to?: LlamaProcessEngine } = {};
    const connection = new WorkerConnection({
      onProgress: (share) => onProgress?.(share),
      onMessage: (message) => deliver.to?.receive(message),
    });
    const { model, parallel } = await connection.load(loadOptions, signal);
    return (deliver.to = new LlamaProcessEngine(connection, model, parallel, loadOptions));
  }

  /** Of the worker, as long as there is one. For monitoring. */
  get processId(): number | undefined {
    return this.connection.processId;
  }

  async *generate({ signal, ...request }: GenerationRequest): AsyncIterable<GenerationPart> {
    if (this.closing) throw new EngineClosedError();
    signal?.throwIfAborted();
    this.ensureRoom();
    const id = this.nextId++;
    const channel = new PartChannel<GenerationPart>();
    const message: ClientMessage = { type: 'generate', id, request };
    this.generations.set(id, { message, channel, startedAt: undefined });
    const abort = () => channel.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    if (this.isReady) this.connection.send(message);
    try {
      let taken = 0;
      for await (const part of channel) {
        yield part;
        if (++taken % (partWindow / 4) === 0) this.connection.send({ type: 'acknowledge', id, parts: partWindow / 4 });
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      // Finished generations are gone already: this one was left.
      if (this.generations.delete(id)) this.connection.send({ type: 'abort', id });
    }
  }

  async tokenize(texts: readonly string[]): Promise<readonly EncodedText[]> {
    return (await this.ask((id) => ({ type: 'tokenize', id, texts }))) as readonly EncodedText[];
  }

  async detokenize(tokens: readonly number[]): Promise<string> {
    return (await this.ask((id) => ({ type: 'detokenize', id, tokens }))) as string;
  }

  capacity(): EngineCapacity {
    const active = [...this.generations.values()].filter(({ startedAt }) => startedAt !== undefined).length;
    return { active, queued: this.generations.size - active, parallel: this.parallel, ready: this.isReady && !this.closing };
  }

  async close(): Promise<void> {
    this.closing ??= (async () => {
      this.closeController.abort();
      this.failAll(() => new EngineClosedError());
      await this.connection.close();
    })();
    await this.closing;
  }

  private ensureRoom(): void {
    const { maxQueued = 64 } = this.options;
    const waiting = this.generations.size - this.parallel;
    if (waiting < maxQueued) return;
    throw new QueueFullError(waiting, this.pace.secondsUntilFree(waiting, this.parallel));
  }

  private ask(question: (id: number) => ClientMessage): Promise<unknown> {
    if (this.closing) return Promise.reject(new EngineClosedError());
    const id = this.nextId++;
    const message = question(id);
    return new Promise((resolve, reject) => {
      this.questions.set(id, { message, resolve, reject });
      if (this.isReady) this.connection.send(message);
    });
  }

  private receive(message: WorkerMessage): void {
    if (!('id' in message)) return;
    const generation = this.generations.get(message.id);
    switch (message.type) {
      case 'started':
        if (generation) generation.startedAt = performance.now();
        return;
      case 'part':
        return generation?.channel.push(message.part);
      case 'end':
        this.crashesInARow = 0;
        if (generation?.startedAt !== undefined) this.pace.served(performance.now() - generation.startedAt);
        this.generations.delete(message.id);
        return generation?.channel.close();
      case 'failed': {
        const error = fromWireError(message.error);
        this.generations.delete(message.id);
        generation?.channel.fail(error);
        this.takeQuestion(message.id)?.reject(error);
        return;
      }
      case 'answer':
        this.takeQuestion(message.id)?.resolve(message.value);
    }
  }

  private takeQuestion(id: number): Question | undefined {
    const question = this.questions.get(id);
    this.questions.delete(id);
    return question;
  }

  private supervise(connection: WorkerConnection): void {
    void connection.exited.then((exit) => {
      if (this.closing || connection !== this.connection) return;
      this.isReady = false;
      this.failStarted(exit);
      void this.restart();
    });
  }

  /** Loads again, with a growing delay, until it works or the engine is closed. */
  private async restart(): Promise<void> {
    while (!this.closing) {
      const delay = Math.min(restartDelays.last, restartDelays.first * 2 ** this.crashesInARow++);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delay);
        this.closeController.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
      if (this.closing) return;
      const connection = new WorkerConnection({ onProgress: () => undefined, onMessage: (message) => this.receive(message) });
      try {
        await connection.load(this.options, this.closeController.signal);
      } catch {
        // The file may come back, memory may become free: the next try tells.
        continue;
      }
      this.connection = connection;
      this.isReady = true;
      this.supervise(connection);
      for (const { message } of [...this.questions.values(), ...this.generations.values()]) connection.send(message);
      return;
    }
  }

  private failStarted(exit: WorkerExit): void {
    for (const [id, { startedAt, channel }] of this.generations) {
      if (startedAt === undefined) continue;
      this.generations.delete(id);
      channel.fail(new EngineCrashedError(describeExit(exit)));
    }
  }

  private failAll(error: () => Error): void {
    for (const { channel } of this.generations.values()) channel.fail(error());
    for (const { reject } of this.questions.values()) reject(error());
    this.generations.clear();
    this.questions.clear();
  }
}
