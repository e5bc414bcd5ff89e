import { type ChildProcess } from 'node:child_process';
import { fromWireError } from '../../wire-error.js';
import { type EmbeddingModel } from '../../embedding-engine.js';
import { type EngineModel } from '../../engine.js';
import {
  type ClientMessage,
  fromWireModel,
  protocolVersion,
  type WorkerEmbedderOptions,
  type WorkerLoadOptions,
  type WorkerMessage,
} from './protocol.js';
import { startWorkerProcess } from './worker-process.js';

/** How the worker ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ConnectionEvents {
  readonly onProgress: (share: number) => void;
  readonly onMessage: (message: WorkerMessage) => void;
}

/** Milliseconds that a worker gets to close in order before it is killed. */
const closeTimeout = 10_000;

/** One life of the worker process: from its start, over one load, to its exit. */
export class WorkerConnection {
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<WorkerExit>;
  readonly #child: ChildProcess;

  readonly #events: ConnectionEvents;

  constructor(events: ConnectionEvents) {
    this.#events = events;

    this.#child = startWorkerProcess();
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
      // A process that could not even be started has no exit.
      this.#child.once('error', () => resolve({ code: null, signal: null }));
    });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Loads a model to generate. On failure the process ends.
   *
   * @throws what the load threw, or an Error when the process ended before it was done
   */
  async load(options: WorkerLoadOptions, signal?: AbortSignal): Promise<{ model: EngineModel; parallel: number }> {
    return this.#loaded({ type: 'load', version: protocolVersion, options }, signal, (message) =>
      message.type === 'ready' ? { model: fromWireModel(message.model), parallel: message.parallel } : undefined,
    );
  }

  /** Loads a model to embed. @throws as `load` */
  async loadEmbedder(options: WorkerEmbedderOptions, signal?: AbortSignal): Promise<EmbeddingModel> {
    return this.#loaded({ type: 'load-embedder', version: protocolVersion, options }, signal, (message) =>
      message.type === 'embedder-ready' ? message.model : undefined,
    );
  }

  async #loaded<Result>(
    request: ClientMessage,
    signal: AbortSignal | undefined,
    resultOf: (message: WorkerMessage) => Result | undefined,
  ): Promise<Result> {
    let abort: () => void = () => undefined;
    try {
      return await new Promise((resolve, reject) => {
        abort = () => reject(signal?.reason);
        signal?.addEventListener('abort', abort, { once: true });
        void this.exited.then((exit) =>
          reject(new Error(`The engine's process ended while it loaded (${describeExit(exit)}).`)),
        );
        const receive = (message: WorkerMessage): void => {
          const result = resultOf(message);
          if (result !== undefined) resolve(result);
          else if (message.type === 'several') message.messages.forEach(receive);
          else if (message.type === 'progress') this.#events.onProgress(message.share);
          else if (message.type === 'load-failed') reject(fromWireError(message.error));
          else this.#events.onMessage(message);
        };
        this.#child.on('message', receive);
        this.send(request);
        if (signal?.aborted) abort();
      });
    } catch (error) {
      this.#child.kill('SIGKILL');
      await this.exited;
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Sends a message. To a process that is gone it is lost: `exited` tells. */
  send(message: ClientMessage): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Lets the worker finish its step and give its memory back. */
  async close(): Promise<void> {
    this.send({ type: 'close' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), closeTimeout);
    await this.exited;
    clearTimeout(timer);
  }
}

/** The exit of a process, for people. */
export function describeExit({ code, signal }: WorkerExit): string {
  if (signal) return `killed by ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}
