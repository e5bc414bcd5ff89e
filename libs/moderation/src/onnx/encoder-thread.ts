import { type Worker } from 'node:worker_threads';

import { ClassifierError, ConfigurationError } from '../errors/moderation-errors.js';
import { toErrorKind } from '../errors/error-kind.js';
import { raceAbort } from '../scheduling/race-abort.js';
import { startThread } from '../scheduling/start-thread.js';
import { type FromThread, type ThreadSettings, type ToThread } from './protocol.js';

/** The vectors of a request: undefined for a text with too many tokens. */
export type Vectors = readonly (Float32Array | undefined)[];

/** The most requests that wait. */
const maximumRequests = 64;

const threadEnded = 'The thread of the encoder has ended. Try again: the next call starts another.';

/** Owns the worker thread of encoders, from its start to its end. */
export class EncoderThread {
  /** Resolves with the length of each model's vectors when the thread takes requests. */
  readonly ready: Promise<readonly number[]>;
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (vectors: Vectors) => void; readonly reject: (error: Error) => void }
  >();
  #nextId = 0;
  #isEnded = false;

  constructor(settings: ThreadSettings) {
    this.#worker = startThread(import.meta.url, { name: 'moderation-encoder', workerData: settings });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromThread) => {
        if (message.type === 'ready') resolve(message.dimensions);
        else if (message.type === 'unusable') reject(toLoadError(message, settings));
        else this.#receive(message);
      });
      // Without a listener, an error of the thread would end the process. `exit` follows it.
      this.#worker.on('error', (error) =>
        reject(
          new ClassifierError('guard', `The thread of the encoder failed while it loaded: ${toErrorKind(error)}.`),
        ),
      );
      this.#worker.once('exit', () => {
        this.#end();
        reject(new ClassifierError('guard', 'The thread of the encoder ended while it loaded.'));
      });
    });
    this.ready.then(
      () => this.#worker.unref(),
      () => void this.#worker.terminate(),
    );
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /**
   * Encodes texts by one of the models.
   * @throws {ClassifierError} when it fails, too many requests wait, or the thread ends before it is done.
   */
  async encode(model: number, texts: readonly string[], signal: AbortSignal | undefined): Promise<Vectors> {
    await this.ready;
    signal?.throwIfAborted();
    if (this.#isEnded) throw new ClassifierError('guard', threadEnded);
    if (this.#waiting.size >= maximumRequests) {
      throw new ClassifierError('guard', `${maximumRequests} requests wait for the encoder. Try again soon.`);
    }
    const id = this.#nextId++;
    // A request keeps the process alive; an idle thread does not.
    this.#worker.ref();
    try {
      const vectors = new Promise<Vectors>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
      this.#send({ type: 'encode', id, model, texts });
      return await (signal === undefined ? vectors : raceAbort(vectors, signal));
    } finally {
      this.#waiting.delete(id);
      if (signal?.aborted) this.#send({ type: 'abort', id });
      if (this.#waiting.size === 0) this.#worker.unref();
    }
  }

  /** Ends the thread. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(message: Extract<FromThread, { readonly id: number }>): void {
    const request = this.#waiting.get(message.id);
    if (message.type === 'encoded') request?.resolve(message.vectors);
    else request?.reject(new ClassifierError('guard', `The encoder failed: ${message.problem}.`));
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #end(): void {
    this.#isEnded = true;
    for (const { reject } of this.#waiting.values()) {
      reject(new ClassifierError('guard', threadEnded));
    }
  }
}

function toLoadError(
  { problem, weightsPath }: Extract<FromThread, { readonly type: 'unusable' }>,
  { runtime }: ThreadSettings,
): ConfigurationError {
  return new ConfigurationError(
    weightsPath === undefined
      ? `The encoder needs ${runtime}, which cannot be loaded: ${problem}. Install it: npm install onnxruntime-node.`
      : `The encoder cannot use ${weightsPath}: ${problem}. Give the weights file of a guard model.`,
  );
}
