import { type TextRange } from '../contract/moderation-input.js';

/**
 * Holds another reading of a text, and the origin of each of its UTF-16 code units in the original text.
 *
 * Views serve to score only. The text that people read and that goes on is never normalised: stripping marks damages
 * Hindi, Arabic and Thai.
 */
export interface TextView {
  readonly text: string;
  /** The start of each code unit's origin in the original text. Ascending. */
  readonly starts: readonly number[];
  /** The end of each code unit's origin in the original text. */
  readonly ends: readonly number[];
  /** Its words stand without gaps, so that their edges are unknown. Default false. */
  readonly isGlued?: boolean;
}

/** The numbers 0, 1, 2, …: a stream makes a view of every window, and copying is many times cheaper than counting. */
const offsets: number[] = [];

/** Makes the view that changes nothing. */
export function toIdentityView(text: string): TextView {
  while (offsets.length <= text.length) offsets.push(offsets.length);
  return { text, starts: offsets.slice(0, text.length), ends: offsets.slice(1, text.length + 1) };
}

/** Maps a range of a view to the range of the original text that it stands for. */
export function toOriginalRange(view: TextView, start: number, end: number): TextRange {
  return { start: view.starts[start] ?? 0, end: view.ends[end - 1] ?? 0 };
}

/** Builds a view piece by piece. */
export class TextViewBuilder {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Appends characters that all stand for one range of the original text. */
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
