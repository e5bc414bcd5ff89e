/** Weight of the newest duration in the running mean. */
const weight = 0.2;

/** Estimates when a waiting request will be served, from how long the last ones took. */
export class WaitEstimator {
  #meanMilliseconds: number | undefined;

  /** Records how long it took to serve a request. */
  record(milliseconds: number): void {
    const mean = this.#meanMilliseconds ?? milliseconds;
    this.#meanMilliseconds = mean + weight * (milliseconds - mean);
  }

  /**
   * Estimates the whole seconds, at least one, until all waiting requests are served.
   *
   * @param waiting requests that wait
   * @param parallel requests that are served at the same time
   */
  secondsUntilFree(waiting: number, parallel: number): number {
    const rounds = (waiting + 1) / parallel;
    return Math.max(1, Math.ceil((rounds * (this.#meanMilliseconds ?? 1000)) / 1000));
  }
}
