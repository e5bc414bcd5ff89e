/** Asks a process for signs of life, and reports one that gives none. */
interface WatchdogOptions {
  /** Milliseconds without a sign of life after which the process counts as hung. */
  readonly timeoutMs: number;
  /** Asks the process for a sign of life. */
  readonly ping: () => void;
  /** Called once when the process gave none for that long. */
  readonly onHang: () => void;
}

/** Questions within the time-out. */
const pingsPerTimeout = 5;

/**
 * Finds out that a process hangs: it lives, but answers nothing.
 *
 * It counts its own ticks, not the time. A machine that slept, or an event loop that was blocked, has missed ticks, so the process is
 * not blamed for it.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #timer: NodeJS.Timeout;
  #unanswered = 0;
  #maximum: number;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#maximum = pingsPerTimeout;
    this.#timer = setInterval(() => this.#tick(), Math.max(1, options.timeoutMs / pingsPerTimeout)).unref();
  }

  /** Waits at least this long for a sign of life, until the next call: a process that loads a model may be silent for longer. */
  waitAtLeast(milliseconds: number): void {
    const { timeoutMs } = this.#options;
    this.#maximum = Math.ceil((Math.max(milliseconds, timeoutMs) / timeoutMs) * pingsPerTimeout);
    this.#unanswered = 0;
  }

  /** Notes a sign of life. */
  answer(): void {
    this.#unanswered = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (this.#unanswered >= this.#maximum) {
      this.stop();
      return this.#options.onHang();
    }
    // One question is enough: the channel of a process that hangs must not fill up.
    if (this.#unanswered++ === 0) this.#options.ping();
  }
}
