/** Work that several wait for, and that ends when nobody does any more. */
export class SharedWork<Result> {
  readonly #unwanted = new AbortController();
  readonly #result: Promise<Result>;
  #waiting = 0;

  readonly #onOver: () => void;

  /** @param onOver called when nobody waits any more, whether the work is done or not */
  constructor(work: (signal: AbortSignal) => Promise<Result>, onOver: () => void) {
    this.#onOver = onOver;

    this.#result = work(this.#unwanted.signal);
  }

  /** @throws what the work throws, or the signal's reason when it aborts before */
  async wait(signal: AbortSignal | undefined): Promise<Result> {
    this.#waiting++;
    try {
      return await orAborted(this.#result, signal);
    } finally {
      if (--this.#waiting === 0) {
        this.#onOver();
        this.#unwanted.abort();
      }
    }
  }
}

function orAborted<Result>(result: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return result;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    void result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
