/** The most milliseconds of computing in one turn; then timers, sockets and other requests are served. */
const maximumTurnMs = 10;

/**
 * Divides the work on many short texts into turns of the event loop, between which timers and sockets are served. Promises
 * alone do not do that: their continuations run before anything else.
 */
export class EventLoopYield {
  #usedMs = 0;
  #next: Promise<void> | undefined;

  /**
   * Whether the time of this turn is used up. Check again after `nextTurn`: others that waited may have used the new
   * turn.
   */
  get isTurnUsed(): boolean {
    return this.#usedMs >= maximumTurnMs;
  }

  /** Resolves when the next turn of the event loop begins. */
  nextTurn(): Promise<void> {
    this.#next ??= new Promise<void>((resolve) => {
      setImmediate(() => {
        this.#usedMs = 0;
        this.#next = undefined;
        resolve();
      });
    });
    return this.#next;
  }

  /** Adds time that was spent computing in this turn. */
  addUsed(milliseconds: number): void {
    this.#usedMs += milliseconds;
    void this.nextTurn();
  }
}

/** The turns of this process, which all moderators share. */
export const sharedEventLoopYield = new EventLoopYield();
