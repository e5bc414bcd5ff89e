/** After so much computing, everything else that waits comes first. */
const longestTurnMs = 10;

/**
 * Parts the work on many short texts into turns: between two of them timers, sockets and other requests are served. Promises alone
 * do not do that: what they continue runs before anything else.
 */
export class EventLoopYield {
  #usedMs = 0;
  #next: Promise<void> | undefined;

  /** Whether enough was computed: wait for the next turn, and look again, because of all that wait the first may use it up. */
  get isOver(): boolean {
    return this.#usedMs >= longestTurnMs;
  }

  /** Resolves when the next turn begins. */
  next(): Promise<void> {
    this.#next ??= new Promise<void>((resolve) => {
      setImmediate(() => {
        this.#usedMs = 0;
        this.#next = undefined;
        resolve();
      });
    });
    return this.#next;
  }

  /** Tells how long something has just computed. */
  used(milliseconds: number): void {
    this.#usedMs += milliseconds;
    void this.next();
  }
}

/** All moderators of a process share its time. */
export const sharedEventLoopYield = new EventLoopYield();
