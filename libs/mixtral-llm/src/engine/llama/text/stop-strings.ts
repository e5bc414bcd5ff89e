/** Text that may be shown, and whether a stop string ended it. */
export interface StopStringResult {
  readonly text: string;
  readonly stopped: boolean;
}

/**
 * Ends a stream of text at the first of its stop strings. Text that might be the beginning of one is held back, so that
 * no part of a stop string is ever shown.
 */
export class StopStrings {
  #held = '';
  readonly #stops: readonly string[];

  /** @param stops the strings that end the text; empty ones are ignored */
  constructor(stops: readonly string[] = []) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Takes more text; gives what may be shown now. After `stopped` nothing more may be pushed. */
  push(text: string): StopStringResult {
    this.#held += text;
    const end = this.#firstStop();
    if (end !== undefined) {
      const shown = this.#held.slice(0, end);
      this.#held = '';
      return { text: shown, stopped: true };
    }
    const shown = this.#held.slice(0, this.#held.length - this.#heldBackLength());
    this.#held = this.#held.slice(shown.length);
    return { text: shown, stopped: false };
  }

  /** The text was complete: what was held back is no stop string after all. */
  flush(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  #firstStop(): number | undefined {
    const starts = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((start) => start >= 0);
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  /** Length of the longest end of the held text that begins a stop string. */
  #heldBackLength(): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, this.#held.length); length > longest; length--) {
        if (stop.startsWith(this.#held.slice(-length))) longest = length;
      }
    }
    return longest;
  }
}
