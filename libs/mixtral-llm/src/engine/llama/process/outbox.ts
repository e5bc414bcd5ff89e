import { type WorkerMessage } from './protocol.js';

/** Milliseconds that a message waits for others. All tokens of a step arrive within 1 ms, and after 3 ms the next step runs. */
const waitMs = 3;

/** Minimum milliseconds between two deliveries. A reader does not notice a delay this short. */
const intervalMs = 15;

/**
 * Collects messages to the client and delivers them together. Each delivery wakes a thread in both processes. Without a spare core,
 * that interrupts a thread of llama.cpp; at the start of a step it makes two of them share a core, which costs a tenth of the speed.
 */
export class Outbox {
  #messages: WorkerMessage[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Time of the last delivery, in milliseconds of `performance.now()`. */
  #deliveredAt = -Infinity;

  readonly #deliver: (message: WorkerMessage) => void;

  constructor(deliver: (message: WorkerMessage) => void) {
    this.#deliver = deliver;
  }

  push(message: WorkerMessage): void {
    this.#messages.push(message);
    this.#timer ??= setTimeout(
      () => this.flush(),
      Math.max(waitMs, this.#deliveredAt + intervalMs - performance.now()),
    );
  }

  /** Delivers all collected messages at once, in order. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const messages = this.#messages;
    const [first] = messages;
    if (!first) return;
    this.#messages = [];
    this.#deliveredAt = performance.now();
    this.#deliver(messages.length === 1 ? first : { type: 'batch', messages });
  }
}
