import { type TextRange } from '../contract/moderation-input.js';

/**
 * Holds another reading of a text, and the origin of each of its UTF-16 code units in the original text.
 *
 * Views are used only to score. The released text is never normalised: stripping marks damages Hindi, Arabic and Thai.
 */
export interface TextView {
  readonly text: string;
  /** The start of each code unit's origin in the original text. Ascending. */
  readonly starts: readonly number[];
  /** The end of each code unit's origin in the original text. */
  readonly ends: readonly number[];
  /** Its words have no gaps between them, so their boundaries are unknown. Default false. */
  readonly isGlued?: boolean;
}

/**
 * The numbers 0, 1, 2, …, cached: a stream creates a view of every window, and `slice` is many times faster than
 * filling a list.
 */
const offsets: number[] = [];

/** Creates the view of a text as it is. */
export function toIdentityView(text: string): TextView {
  while (offsets.length <= text.length) offsets.push(offsets.length);
  return { text, starts: offsets.slice(0, text.length), ends: offsets.slice(1, text.length + 1) };
}

/** Maps a range of a view to its range in the original text. */
export function toOriginalRange(view: TextView, start: number, end: number): TextRange {
  return { start: view.starts[start] ?? 0, end: view.ends[end - 1] ?? 0 };
}

/** Builds a view piece by piece. */
export class TextViewBuilder {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Appends characters that all come from one range of the original text. */
  append(characters: string, start: number, end: number): void {
    this.#text += characters;
    for (let added = this.#starts.length; added < this.#text.length; added += 1) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  build(): TextView {
    return { text: this.#text, starts: this.#starts, ends: this.#ends };
  }
}
