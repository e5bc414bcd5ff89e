import { EngineCrashedError, QueueFullError } from '../../../errors/index.js';
import { type ClientMessage } from './protocol.js';

/** A question that the worker has not answered. */
interface PendingRequest {
  readonly message: ClientMessage;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Whether a worker died with it. It may have died of it, so there is no third time. */
  hasCrashed: boolean;
}

/** What has been asked of the worker and is answered once: bounded, and forgotten when the asker leaves. */
export class PendingRequests {
  readonly #open = new Map<number, PendingRequest>();

  readonly #limit: number;

  /** @param limit questions that may be open before `QueueFullError` */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The messages of all open questions, for a new worker. */
  get messages(): ClientMessage[] {
    return [...this.#open.values()].map(({ message }) => message);
  }

  /**
   * @param send sends the message, now or when there is a worker
   * @throws {QueueFullError} when too many are open
   * @throws the reason of `signal` when it is aborted
   */
  async ask(id: number, message: ClientMessage, signal: AbortSignal | undefined, send: () => void): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#open.size >= this.#limit) throw new QueueFullError(this.#open.size, 1);
    const abort = () => this.reject(id, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.#open.set(id, { message, resolve, reject, hasCrashed: false });
        send();
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  rejectAll(error: () => Error): void {
    for (const id of [...this.#open.keys()]) this.reject(id, error());
  }

  /** A worker died: what it was asked for the first time is asked again, what was asked twice is given up. */
  crashed(how: string): void {
    for (const [id, question] of [...this.#open]) {
      if (question.hasCrashed) this.reject(id, new EngineCrashedError(how));
      question.hasCrashed = true;
    }
  }

  #take(id: number): PendingRequest | undefined {
    const question = this.#open.get(id);
    this.#open.delete(id);
    return question;
  }
}
