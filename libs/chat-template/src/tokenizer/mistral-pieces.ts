import { type EncodedText } from './tokenizer.js';
import { utf8Length } from '../text/utf8-length.js';

/** What mistral-tokenizer-js gives: the first vocabulary, and the merging of its pieces. */
export interface PieceMerger {
  /** `▁` is a space, `<0x0A>` a byte. */
  readonly vocabById: readonly string[];
  encode(text: string, addBeginOfSequence: boolean, addPrecedingSpace: boolean): number[];
}

/** The 256 bytes follow `<unk>`, `<s>` and `</s>`. */
const firstByte = 3;
const firstNormal = firstByte + 256;

/**
 * A stretch of text that is encoded apart from its neighbours. No piece has a space after another character, and line feeds,
 * which are bytes, are never merged: the ids are those of the whole text, in time that is linear in its words.
 */
const wordPattern = / +[^ \n]*|[^ \n]+|\n/g;

/** Text repeats its words: this many are remembered, those of at most this many UTF-16 units. A few megabytes. */
const rememberedWords = 16_384;
const longestRememberedWord = 32;

/** The pieces of Mistral's first vocabulary, and text cut into them. The later vocabularies give the same pieces other ids. */
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
   * Appends the pieces of a text to some others.
   *
   * @param text well-formed; what is to begin with a space has it already
   * @param offset added to each id
   */
  append(text: string, offset: number, tokens: number[], byteLengths: number[]): void {
    for (const word of text.match(wordPattern) ?? []) {
      const encoded = this.#words.get(word) ?? this.#encodeWord(word);
      for (const token of encoded.tokens) tokens.push(token + offset);
      for (const length of encoded.byteLengths) byteLengths.push(length);
    }
  }

  /** The text of a piece, or its byte. */
  textOrByte(token: number): string | number {
    if (token >= firstByte && token < firstNormal) return token - firstByte;
    return (this.#merger.vocabById[token] as string).replaceAll('\u2581', ' ');
  }

  #encodeWord(word: string): EncodedText {
    const tokens = this.#merger.encode(word, false, false);
    const encoded = { tokens, byteLengths: tokens.map((token) => this.#byteLengths[token] as number) };
    if (word.length <= longestRememberedWord) {
      if (this.#words.size >= rememberedWords) this.#words.clear();
      // A copy: V8 cuts words out of a text without copying them, so that each would keep a whole text in memory.
      this.#words.set(word.split('').join(''), encoded);
    }
    return encoded;
  }
}
