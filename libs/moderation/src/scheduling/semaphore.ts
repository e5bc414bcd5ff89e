import { addAbortListener } from 'node:events';

/** Limits how many operations run at once. Those that wait start in the order in which they came. */
export class Semaphore {
  readonly #waiting = new Set<() => void>();
  #free: number;

  /** @param maximum how many operations may run at once */
  constructor(maximum: number) {
    this.#free = maximum;
  }

  /** Runs an operation when there is room for it. An aborted one does not wait for room: it is about to end. */
  async run<Result>(operation: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const acquired = this.#acquire(signal);
    // Not an `await` in every case: an operation that has room starts synchronously.
    const isCounted = typeof acquired === 'boolean' ? acquired : await acquired;
    try {
      return await operation();
    } finally {
      if (isCounted) this.#release();
    }
  }

  /** Takes room, or waits for it. The result is false when the signal was aborted first. */
  #acquire(signal: AbortSignal): boolean | Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    if (signal.aborted) return false;
    return new Promise((resolve) => {
      const listener = addAbortListener(signal, () => {
        this.#waiting.delete(start);
        resolve(false);
      });
      const start = (): void => {
        listener[Symbol.dispose]();
        resolve(true);
      };
      this.#waiting.add(start);
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
