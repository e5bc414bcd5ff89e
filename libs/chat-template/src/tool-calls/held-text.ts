/** Longer runs of white space are text, so that what is held back is bounded. */
const longestHeldSpace = 64;

/**
 * Splits a growing text at the first occurrence of a marker. What may still turn out to be the beginning of the marker, or
 * white space in front of it, is held back.
 */
export class HeldText {
  #held = '';

  readonly #marker: string;

  constructor(marker: string) {
    this.#marker = marker;
  }

  /** Takes text in, and gives what certainly stands before the marker, and once the marker is met, what follows it. */
  push(text: string): { readonly before: string; readonly after?: string } {
    const all = this.#held + text;
    const at = all.indexOf(this.#marker);
    if (at >= 0) {
      this.#held = '';
      return { before: all.slice(0, spaceStart(all, at)), after: all.slice(at + this.#marker.length) };
    }
    const start = spaceStart(all, all.length - this.#partialLength(all));
    this.#held = all.slice(start);
    return { before: all.slice(0, start) };
  }

  /** There is no more text: what was held back. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** How much of the end of the text is a beginning of the marker. */
  #partialLength(text: string): number {
    for (let length = Math.min(this.#marker.length - 1, text.length); length > 0; length--) {
      if (text.endsWith(this.#marker.slice(0, length))) return length;
    }
    return 0;
  }
}

/** Where the white space before a place begins. */
function spaceStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < longestHeldSpace && /\s/.test(text.charAt(start - 1))) start--;
  return start;
}
