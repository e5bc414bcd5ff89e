/** Maximum white space that is held back. A longer run counts as text, so the held text stays small. */
const maximumHeldSpace = 64;

/**
 * Splits a stream of text at the first occurrence of a marker. Holds back text that may be the beginning of the marker, or
 * white space before it.
 */
export class MarkerSplitter {
  #held = '';

  readonly #marker: string;

  constructor(marker: string) {
    this.#marker = marker;
  }

  /** Takes the next text. Returns the text before the marker as soon as it is certain, and once it is met, the text after. */
  push(text: string): { readonly before: string; readonly after?: string } {
    const all = this.#held + text;
    const at = all.indexOf(this.#marker);
    if (at >= 0) {
      this.#held = '';
      return { before: all.slice(0, findSpaceStart(all, at)), after: all.slice(at + this.#marker.length) };
    }
    const start = findSpaceStart(all, all.length - this.#partialLength(all));
    this.#held = all.slice(start);
    return { before: all.slice(0, start) };
  }

  /** Ends the stream and returns the held text. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** Counts the characters at the end of the text that are a beginning of the marker. */
  #partialLength(text: string): number {
    for (let length = Math.min(this.#marker.length - 1, text.length); length > 0; length--) {
      if (text.endsWith(this.#marker.slice(0, length))) return length;
    }
    return 0;
  }
}

/** Finds where the white space before `end` begins. */
function findSpaceStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < maximumHeldSpace && /\s/.test(text.charAt(start - 1))) start--;
  return start;
}
