import { type ResponseEvent } from '../answer/response-run.js';

/** The events that a reader gets. */
export interface ReadOptions {
  /** The number of the event before the first one. Default: all events. */
  readonly startingAfter?: number | undefined;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** Keeps the events of a response, for any number of readers that may come later. */
export class EventLog {
  readonly #events: ResponseEvent[] = [];
  #isEnded = false;
  /** Readers that wait for the next event. */
  #waiting: (() => void)[] = [];

  get events(): readonly ResponseEvent[] {
    return this.#events;
  }

  push(...events: readonly ResponseEvent[]): void {
    this.#events.push(...events);
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** Reads the events, and waits for more until the last one. @throws the reason of the signal */
  async *read({ startingAfter = -1, signal }: ReadOptions): AsyncGenerator<ResponseEvent> {
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      for (let index = 0; ;) {
        while (index < this.#events.length) {
          const event = this.#events[index++] as ResponseEvent;
          if (event.sequence_number > startingAfter) yield event;
        }
        signal.throwIfAborted();
        if (this.#isEnded) return;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
