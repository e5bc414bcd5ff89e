import { type GgufFile } from './gguf-file.js';

/** Marks the start of a word in a vocabulary of GGUF. */
const wordStart = '▁';

/** A character that is a word of its own: punctuation, signs of ASCII, ideographs in the ranges of BERT's own tokenizer. */
const singleWord =
  /[\p{P}$+<=>^`|~\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/**
 * Converts texts to token ids as BERT's uncased tokenizer does: no accents, lower case, the longest pieces of each word.
 *
 * It gives the tokens that llama.cpp gives: a text cannot name special tokens, and a word of any length is read.
 */
export class WordPieceTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #size: number;
  readonly #longestPiece: number;
  readonly #special: { readonly cls: number; readonly separator: number; readonly unknown: number };

  /** @throws {RangeError} when the file has no vocabulary of WordPiece. */
  constructor({ metadata }: Pick<GgufFile, 'metadata'>) {
    const pieces = metadata.get('tokenizer.ggml.tokens');
    if (metadata.get('tokenizer.ggml.model') !== 'bert' || !Array.isArray(pieces)) {
      throw new RangeError('it has no vocabulary of WordPiece');
    }
    const readId = (name: string): number => {
      const id = metadata.get(`tokenizer.ggml.${name}_token_id`);
      if (typeof id !== 'number') throw new RangeError(`its vocabulary has no token "${name}"`);
      return id;
    };
    // The format has this spelling of "separator".
    this.#special = { cls: readId('cls'), separator: readId('seperator'), unknown: readId('unknown') };
    this.#size = pieces.length;
    this.#ids = new Map(pieces.map((piece, id) => [`${piece}`, id]));
    this.#longestPiece = pieces.reduce<number>((longest, piece) => Math.max(longest, `${piece}`.length), 0);
  }

  /** The number of tokens in the vocabulary. */
  get size(): number {
    return this.#size;
  }

  /**
   * Converts a text to the ids of its tokens, with those that begin and end it.
   * @param maximumTokens The most tokens. Undefined is returned for a text with more.
   */
  encode(text: string, maximumTokens: number): readonly number[] | undefined {
    const { cls, separator } = this.#special;
    const ids = [cls];
    for (const word of splitWords(text)) {
      ids.push(...this.#encodeWord(word, maximumTokens));
      if (ids.length >= maximumTokens) return undefined;
    }
    ids.push(separator);
    return ids;
  }

  /** Takes the longest piece at each position. A word that cannot be made of pieces is one unknown token. */
  #encodeWord(word: string, maximumTokens: number): readonly number[] {
    const marked = wordStart + word;
    const ids: number[] = [];
    for (let start = 0; start < marked.length;) {
      let end = Math.min(marked.length, start + this.#longestPiece);
      while (end > start && !this.#ids.has(marked.slice(start, end))) end -= 1;
      const id = end > start ? this.#ids.get(marked.slice(start, end)) : undefined;
      if (id === undefined) return [this.#special.unknown];
      ids.push(id);
      start = end;
    }
    return ids.slice(0, maximumTokens);
  }
}

/** Splits a text into words as BERT's `BasicTokenizer` does. */
function splitWords(text: string): readonly string[] {
  return (
    text
      .replace(/[\s\p{Z}]+/gu, ' ')
      .replace(/[\p{C}\ufffd]+/gu, '')
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      // Lower case by character: the sigma at the end of a word has a form of its own.
      .replaceAll('Σ', 'σ')
      .toLowerCase()
      .replace(singleWord, ' $& ')
      .split(' ')
      .filter((word) => word !== '')
  );
}
