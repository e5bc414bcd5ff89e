/** Weight of the newest answer in the running mean. */
const weight = 0.2;

/** How long answers take lately, to tell callers when to come back. */
export class ServicePace {
  #meanMilliseconds: number | undefined;

  /** An answer left its place after this time. */
  served(milliseconds: number): void {
    const mean = this.#meanMilliseconds ?? milliseconds;
    this.#meanMilliseconds = mean + weight * (milliseconds - mean);
  }

  /** Whole seconds, at least one, until as many as wait were served on this many places. */
  secondsUntilFree(waiting: number, places: number): number {
    const rounds = (waiting + 1) / places;
    return Math.max(1, Math.ceil((rounds * (this.#meanMilliseconds ?? 1000)) / 1000));
  }
}
