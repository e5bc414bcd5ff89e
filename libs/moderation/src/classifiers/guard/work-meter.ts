/** Measures the work of the encoder for one call: its share of each batch, by the characters of its texts. */
export class WorkMeter {
  #finishedMs = 0;
  #running: { readonly since: number; readonly share: number; readonly onAbandon: () => void } | undefined;

  /** Milliseconds of work so far. */
  get workMs(): number {
    if (this.#running === undefined) return this.#finishedMs;
    return this.#finishedMs + (performance.now() - this.#running.since) * this.#running.share;
  }

  /** Begins a batch of which the call has a share, from 0 to 1. */
  begin(share: number, onAbandon: () => void): void {
    this.#running = { since: performance.now(), share, onAbandon };
  }

  end(): void {
    this.#finishedMs = this.workMs;
    this.#running = undefined;
  }

  /** Tells the batch that the call waits for it no more. */
  abandon(): void {
    this.#running?.onAbandon();
  }
}
