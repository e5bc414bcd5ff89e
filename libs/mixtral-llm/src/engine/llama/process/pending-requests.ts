import { addAbortListener } from 'node:events';
import { EngineCrashedError, QueueFullError } from '../../../errors/index.js';
import { type ClientMessage } from './protocol.js';

/** Tracks a request that the worker has not answered. */
interface PendingRequest {
  readonly message: ClientMessage;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Set after a worker crashed while it had this request. The request may be the cause, so it gets only one more try. */
  hasCrashed: boolean;
}

/** Tracks the requests to the worker that have one result each. Their number is bounded. */
export class PendingRequests {
  readonly #requests = new Map<number, PendingRequest>();
  readonly #limit: number;

  /** @param limit maximum pending requests */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Lists the messages of all pending requests, to send them to a new worker. */
  get messages(): ClientMessage[] {
    return [...this.#requests.values()].map(({ message }) => message);
  }

  /**
   * Waits for the result of a request.
   *
   * @param send sends the message, now or when there is a worker
   * @throws {QueueFullError} when too many requests are pending
   * @throws the reason of `signal` when it aborts
   */
  async send(id: number, message: ClientMessage, signal: AbortSignal | undefined, send: () => void): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#requests.size >= this.#limit) throw new QueueFullError(this.#requests.size, 1);
    using _listener = signal && addAbortListener(signal, () => this.reject(id, signal.reason));
    return await new Promise((resolve, reject) => {
      this.#requests.set(id, { message, resolve, reject, hasCrashed: false });
      send();
    });
  }

  resolve(id: number, value: unknown): void {
    this.#remove(id)?.resolve(value);
  }

  reject(id: number, error: unknown): void {
    this.#remove(id)?.reject(error);
  }

  rejectAll(createError: () => Error): void {
    for (const id of [...this.#requests.keys()]) this.reject(id, createError());
  }

  /** Rejects the requests that have crashed a second worker. The others stay pending, to be sent again. */
  handleCrash(exit: string): void {
    for (const [id, request] of [...this.#requests]) {
      if (request.hasCrashed) this.reject(id, new EngineCrashedError(exit));
      request.hasCrashed = true;
    }
  }

  #remove(id: number): PendingRequest | undefined {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    return request;
  }
}
