/** An amount that was taken from a window. */
export interface TakenAmount {
  /** Replaces the amount by the real one. A window that has ended meanwhile stays as it is. */
  correct(amount: number): void;
}

/** The state of a window at some time. */
export interface WindowState {
  readonly used: number;
  /** Milliseconds until the window ends and all is left again; 0 while nothing has begun it. */
  readonly resetMs: number;
}

/** Counts requests or tokens in windows of a fixed length. A window begins with the first amount after the last one's end. */
export class LimitWindow {
  readonly #lengthMs: number;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  /** @param lengthMs the length of each window, in milliseconds */
  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** Reads the state. @param now milliseconds of a clock that never goes back */
  read(now: number): WindowState {
    return now < this.#endsAt ? { used: this.#used, resetMs: this.#endsAt - now } : { used: 0, resetMs: 0 };
  }

  /** Adds an amount, however much is left: its caller compares with the limit before. */
  take(amount: number, now: number): TakenAmount {
    if (now >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = now + this.#lengthMs;
    }
    this.#used += amount;
    const endsAt = this.#endsAt;
    let taken = amount;
    return {
      correct: (real) => {
        // A later window does not hold this amount.
        if (endsAt !== this.#endsAt) return;
        this.#used += real - taken;
        taken = real;
      },
    };
  }
}
