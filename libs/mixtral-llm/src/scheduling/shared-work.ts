import { orAborted } from './or-aborted.js';

/** Runs work once for several waiting callers, and aborts it when no caller waits any more. */
export class SharedWork<Result> {
  readonly #unused = new AbortController();
  readonly #result: Promise<Result>;
  readonly #onUnused: () => void;
  #waiting = 0;

  /** @param onUnused called when the last caller stops waiting, also after the work is done */
  constructor(work: (signal: AbortSignal) => Promise<Result>, onUnused: () => void) {
    this.#onUnused = onUnused;
    this.#result = work(this.#unused.signal);
  }

  /**
   * Waits for the result.
   *
   * @throws the error of the work, or the signal's reason when it aborts first
   */
  async wait(signal: AbortSignal | undefined): Promise<Result> {
    this.#waiting++;
    try {
      return await orAborted(this.#result, signal);
    } finally {
      if (--this.#waiting === 0) {
        this.#onUnused();
        this.#unused.abort();
      }
    }
  }
}
