/** Lets one piece of work run at a time, in the order of their arrival. */
export class Lock {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn. @returns a function that ends it */
  async acquire(): Promise<() => void> {
    const previous = this.#last;
    let release!: () => void;
    this.#last = new Promise((resolve) => (release = resolve));
    await previous;
    return release;
  }

  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
