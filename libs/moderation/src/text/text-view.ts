import { type TextRange } from '../contract/moderation-input.js';
import { findFirstIndex } from './find-first-index.js';

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
  /** It is a passage that was decoded, for example from base64. Default false. */
  readonly isDecoded?: boolean;
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

/** Finds the first code unit of a view that comes from an offset or later. */
export function toViewOffset({ starts }: TextView, offset: number): number {
  return findFirstIndex(starts, (start) => start >= offset);
}

/**
 * Replaces the matches of a pattern in a view. Each character of a replacement maps to the whole match.
 * @param pattern Global.
 * @param replace Returns the replacement; undefined keeps the match as it is.
 * @returns the view itself when nothing was replaced.
 */
export function replaceInView(
  view: TextView,
  pattern: RegExp,
  replace: (match: RegExpExecArray) => string | undefined,
): TextView {
  let builder: TextViewBuilder | undefined;
  let position = 0;
  for (const match of view.text.matchAll(pattern)) {
    const replacement = replace(match);
    if (replacement === undefined) continue;
    builder ??= new TextViewBuilder();
    builder.appendPart(view, position, match.index);
    position = match.index + match[0].length;
    const { start, end } = toOriginalRange(view, match.index, position);
    builder.append(replacement, start, end);
  }
  if (builder === undefined) return view;
  builder.appendPart(view, position, view.text.length);
  return builder.build();
}

/** Builds a view piece by piece. */
export class TextViewBuilder {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Appends a part of another view, with its origins. */
  appendPart(view: TextView, start: number, end: number): void {
    this.#text += view.text.slice(start, end);
    for (let index = start; index < end; index += 1) {
      this.#starts.push(view.starts[index] ?? 0);
      this.#ends.push(view.ends[index] ?? 0);
    }
  }

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
