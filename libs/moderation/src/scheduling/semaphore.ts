import { addAbortListener } from 'node:events';

/** A number of places, given to those who wait in the order in which they came. Whoever is called off needs none. */
export class Semaphore {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs something: at once while a place is free, else when one is, or without one when the signal is aborted. */
  async run<Result>(start: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    let hasPlace = this.#free > 0;
    if (hasPlace) this.#free -= 1;
    else if (!signal.aborted) hasPlace = await this.#next(signal);
    try {
      return await start();
    } finally {
      if (hasPlace) this.#handOn();
    }
  }

  /** Whether a place was given before the signal was aborted. */
  #next(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const listener = addAbortListener(signal, () => {
        this.#waiting.delete(take);
        resolve(false);
      });
      const take = (): void => {
        listener[Symbol.dispose]();
        resolve(true);
      };
      this.#waiting.add(take);
    });
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
