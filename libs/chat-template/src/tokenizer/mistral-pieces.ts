import { utf8Length } from '../text/utf8-length.js';
import { type EncodedText } from './tokenizer.js';

/** Describes the first vocabulary and the merging of its pieces, as mistral-tokenizer-js provides them. */
interface PieceMerger {
  /** `▁` is a space, `<0x0A>` a byte. */
  readonly vocabById: readonly string[];
  encode(text: string, addBeginOfSequence: boolean, addPrecedingSpace: boolean): number[];
}

/** The ids of the 256 bytes follow those of `<unk>`, `<s>` and `</s>`. */
const firstByte = 3;
const firstNormal = firstByte + 256;

/**
 * Matches a word that can be encoded on its own. No piece has a space after another character, and line feeds are bytes and
 * never merged. So the ids are those of the whole text, in time linear in its words.
 */
const wordPattern = / +[^ \n]*|[^ \n]+|\n/g;

/** Limits of the word cache, a few megabytes: its number of words, and the UTF-16 units of a word. */
const maximumCachedWords = 16_384;
const maximumWordLength = 32;

/** Splits text into the pieces of Mistral's first vocabulary. Later vocabularies give the same pieces other ids. */
export class MistralPieces {
  readonly #byteLengths: Uint8Array;
  readonly #words = new Map<string, EncodedText>();

  readonly #merger: PieceMerger;

  constructor(merger: PieceMerger) {
    this.#merger = merger;

    this.#byteLengths = Uint8Array.from(merger.vocabById, (piece, token) =>
      token < firstNormal ? 1 : utf8Length(piece.replaceAll('\u2581', ' ')),
    );
  }

  /** How many pieces there are. */
  get size(): number {
    return this.#merger.vocabById.length;
  }

  /**
   * Appends the ids and byte lengths of a text to the two arrays.
   *
   * @param text well-formed, and with its prefix space if it has one
   * @param offset added to each id
   */
  append(text: string, offset: number, tokens: number[], byteLengths: number[]): void {
    for (const word of text.match(wordPattern) ?? []) {
      const encoded = this.#words.get(word) ?? this.#encodeWord(word);
      for (const token of encoded.tokens) tokens.push(token + offset);
      for (const length of encoded.byteLengths) byteLengths.push(length);
    }
  }

  /** Decodes an id to the text of its piece, or to its byte. */
  toTextOrByte(token: number): string | number {
    if (token >= firstByte && token < firstNormal) return token - firstByte;
    return (this.#merger.vocabById[token] as string).replaceAll('\u2581', ' ');
  }

  #encodeWord(word: string): EncodedText {
    const tokens = this.#merger.encode(word, false, false);
    const encoded = { tokens, byteLengths: tokens.map((token) => this.#byteLengths[token] as number) };
    if (word.length <= maximumWordLength) {
      if (this.#words.size >= maximumCachedWords) this.#words.clear();
      // Copies the word: V8 substrings share memory with their text, so each would keep a whole text alive.
      this.#words.set(word.split('').join(''), encoded);
    }
    return encoded;
  }
}
