/** Holds text that can be passed on, and the stop string that ended it, if one did. */
interface StopStringResult {
  readonly text: string;
  readonly stop?: string | undefined;
}

/**
 * Ends a stream of text at its first stop string. Text that may be the start of a stop string is delayed, so that no part of one is
 * ever passed on.
 */
export class StopStrings {
  readonly #stops: readonly string[];
  #delayed = '';

  /** @param stops strings that end the text; empty ones are ignored */
  constructor(stops: readonly string[] = []) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Adds text, and returns the text that can be passed on now. Not to be called after a `stop`. */
  push(text: string): StopStringResult {
    this.#delayed += text;
    const first = this.#findFirstStop();
    if (first) {
      const shown = this.#delayed.slice(0, first.start);
      this.#delayed = '';
      return { text: shown, stop: first.stop };
    }
    const shown = this.#delayed.slice(0, this.#delayed.length - this.#countDelayed());
    this.#delayed = this.#delayed.slice(shown.length);
    return { text: shown };
  }

  /** Returns the delayed text when no text follows: it is no stop string. */
  flush(): string {
    const rest = this.#delayed;
    this.#delayed = '';
    return rest;
  }

  #findFirstStop(): { readonly start: number; readonly stop: string } | undefined {
    return this.#stops
      .map((stop) => ({ start: this.#delayed.indexOf(stop), stop }))
      .filter(({ start }) => start >= 0)
      .sort((one, other) => one.start - other.start)[0];
  }

  /** Computes the length of the longest end of the text that begins a stop string. */
  #countDelayed(): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, this.#delayed.length); length > longest; length--) {
        if (stop.startsWith(this.#delayed.slice(-length))) longest = length;
      }
    }
    return longest;
  }
}
