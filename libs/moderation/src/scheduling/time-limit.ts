/** The limits of one run, in milliseconds. */
interface TimeLimits {
  /** For the work of the run itself. */
  readonly workMs: number;
  /** For everything that it waits for. */
  readonly waitMs: number;
}

/** Work is measured in slices of this many milliseconds at most. */
const sliceMs = 50;

/**
 * Limits how long a run works, and apart from that how long it waits: for a slot, a turn of the event loop, a thread. Time in which
 * this process did something else counts as waiting, because it says nothing about the run.
 *
 * Timers show such time: they fire late. So the work is measured in short slices, of which a late one counts no more than
 * its planned length.
 */
export class TimeLimit {
  /** Resolves when a limit has passed, and never rejects. */
  readonly passed: Promise<keyof TimeLimits>;
  readonly #limits: TimeLimits;
  #pass: (limit: keyof TimeLimits) => void = () => undefined;
  #workMs = 0;
  #waitMs = 0;
  #readWorkMs: (() => number) | undefined;
  #isWorking = false;
  #sliceBegan = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** Begins to wait. */
  constructor(limits: TimeLimits) {
    this.#limits = limits;
    this.passed = new Promise((resolve) => (this.#pass = resolve));
    this.#beginSlice();
  }

  /** Ends the waiting and begins the work. */
  startWork(): void {
    this.#waitMs += this.#endSlice();
    this.#isWorking = true;
    this.#beginSlice();
  }

  /**
   * Measures the work by a function in place of the time that passes. The rest of the time counts as waiting.
   * @param readMs returns the milliseconds of work so far; never less than before
   */
  measureWork(readMs: () => number): void {
    this.#readWorkMs = readMs;
  }

  /** Ends the measurement; no limit passes any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #beginSlice(): void {
    this.#sliceBegan = performance.now();
    const { workMs, waitMs } = this.#limits;
    const leftMs = this.#isWorking ? workMs - this.#workMs : waitMs - this.#waitMs;
    const plannedMs = Math.min(sliceMs, Math.max(1, leftMs));
    this.#timer = setTimeout(() => this.#count(plannedMs), plannedMs);
  }

  /** @returns the milliseconds that the slice took */
  #endSlice(): number {
    clearTimeout(this.#timer);
    return performance.now() - this.#sliceBegan;
  }

  #count(plannedMs: number): void {
    const passedMs = this.#endSlice();
    const workedMs = this.#isWorking ? Math.min(passedMs, this.#findWork(plannedMs)) : 0;
    this.#workMs += workedMs;
    this.#waitMs += passedMs - workedMs;
    const { workMs, waitMs } = this.#limits;
    const limit = this.#workMs >= workMs ? 'workMs' : this.#waitMs >= waitMs ? 'waitMs' : undefined;
    if (limit === undefined) this.#beginSlice();
    // After the event loop has read what has arrived: a result that is there wins over a limit that has passed.
    else setImmediate(() => this.#pass(limit));
  }

  #findWork(plannedMs: number): number {
    return this.#readWorkMs === undefined ? plannedMs : Math.max(0, this.#readWorkMs() - this.#workMs);
  }
}
