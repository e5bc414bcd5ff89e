import { type WorkerMessage } from './protocol.js';

/** Milliseconds that messages wait for others: the tokens of one step come within one, and then the next step is well under way. */
const wait = 3;

/** Milliseconds between two deliveries, at least. Nobody reads faster. */
const interval = 15;

/**
 * Messages to the client, sent together. A delivery wakes threads of both processes; where there are no spare cores, it stops
 * one of llama.cpp's, and at the start of a step, when llama.cpp starts its threads, it puts two of them on one core, which
 * costs a tenth of the speed.
 */
export class Outbox {
  #messages: WorkerMessage[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When messages were sent last, in milliseconds of the process clock. */
  #deliveredAt = -Infinity;

  readonly #deliver: (message: WorkerMessage) => void;

  constructor(deliver: (message: WorkerMessage) => void) {
    this.#deliver = deliver;
  }

  push(message: WorkerMessage): void {
    this.#messages.push(message);
    this.#timer ??= setTimeout(() => this.flush(), Math.max(wait, this.#deliveredAt + interval - performance.now()));
  }

  /** Sends at once what there is, in order. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const messages = this.#messages;
    const [first] = messages;
    if (!first) return;
    this.#messages = [];
    this.#deliveredAt = performance.now();
    this.#deliver(messages.length === 1 ? first : { type: 'several', messages });
  }
}
