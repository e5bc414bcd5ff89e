import { type WorkerMessage } from './protocol.js';

/** Milliseconds that messages wait for others. */
const wait = 3;

/**
 * Messages to the client, sent together. A delivery wakes threads of both processes; where there are no spare cores, one at
 * the start of a step, when llama.cpp starts its threads, puts two of these on one core and costs a tenth of the speed. The
 * tokens of one step come within a millisecond, so that after this wait the next step is well under way.
 */
export class Outbox {
  private messages: WorkerMessage[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deliver: (message: WorkerMessage) => void) {}

  push(message: WorkerMessage): void {
    this.messages.push(message);
    this.timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Sends at once what there is, in order. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { messages } = this;
    const [first] = messages;
    if (!first) return;
    this.messages = [];
    this.deliver(messages.length === 1 ? first : { type: 'several', messages });
  }
}
