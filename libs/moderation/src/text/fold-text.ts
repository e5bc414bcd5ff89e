import { homoglyphs } from './homoglyphs.js';

/**
 * A text as a classifier should read it, and where each of its UTF-16 code units came from in the text as written. Used to
 * score only: what people read and what goes on is never normalised, because stripping marks damages Hindi, Arabic and Thai.
 */
export interface TextView {
  readonly text: string;
  /** Of each code unit of `text`: where its origin starts in the text as written. Ascending. */
  readonly starts: readonly number[];
  /** Of each code unit of `text`: where its origin ends. */
  readonly ends: readonly number[];
  /** Words stand in it without anything between them: their edges are unknown. Default false. */
  readonly isGlued?: boolean;
}

/** Characters that show nothing: format characters, variation selectors, fillers, the soft hyphen, the grapheme joiner. */
const invisible = /^[\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;

/** Marks that can be put on letters of any script. Vowel signs and other marks that belong to one script are not among them. */
const looseMark = /^(?=\p{M})\p{Script=Inherited}$/u;

const plainAscii = /^[\t\n\r\x20-\x7e]*$/;

/**
 * The text in lower-case compatibility form (NFKD), without invisible characters and loose marks, look-alike letters as the
 * ASCII letters that they imitate.
 */
export function foldText(written: string): TextView {
  if (plainAscii.test(written)) return foldAscii(written);
  const builder = new ViewBuilder();
  let position = 0;
  for (const character of written) {
    const end = position + character.length;
    if (character <= '\x7e') {
      builder.append(character.toLowerCase(), position, end);
    } else if (!invisible.test(character)) {
      for (const part of character.normalize('NFKD').toLowerCase().normalize('NFKD')) {
        if (!looseMark.test(part)) builder.append(homoglyphs.get(part) ?? part, position, end);
      }
    }
    position = end;
  }
  return builder.build();
}

/** 0, 1, 2, …: a stream makes such views of every window, and a copy is many times cheaper than counting anew. */
const counted: number[] = [];

/** The view that changes nothing. */
export function writtenView(written: string): TextView {
  while (counted.length <= written.length) counted.push(counted.length);
  return { text: written, starts: counted.slice(0, written.length), ends: counted.slice(1, written.length + 1) };
}

/** The range of the text as written that a range of a view stands for. */
export function writtenRange(
  view: TextView,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  return { start: view.starts[start] ?? 0, end: view.ends[end - 1] ?? 0 };
}

function foldAscii(written: string): TextView {
  return { ...writtenView(written), text: written.toLowerCase() };
}

/** Collects a view piece by piece. */
export class ViewBuilder {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Adds characters that all stand for one range of the text as written. */
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
