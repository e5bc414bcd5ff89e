import { type GgufFile, type GgufValue } from './gguf-file.js';

/** Stands for a space in a vocabulary. */
const wordStart = '▁';

/** The type of an ordinary piece in a vocabulary of GGUF. Special tokens have other types: no text can name them. */
const ordinaryType = 1;

/** An unknown character costs this much more than the rarest piece, as in SentencePiece and llama.cpp. */
const unknownPenalty = 10;

/** Stands for the beginning of a longer piece that is no piece itself. */
const prefixOnly = -1;

/** The best way to cut a text up to some position: its last token, where that begins, and the sum of the scores. */
interface Cut {
  readonly id: number;
  readonly start: number;
  readonly score: number;
}

/**
 * Converts texts to token ids by a Unigram vocabulary: the pieces with the highest sum of scores.
 *
 * It gives the tokens that llama.cpp gives. Only spaces are white space, and no character is changed. The time is linear in the
 * length of a text, as a piece has few characters.
 */
export class UnigramTokenizer {
  /** The ids of the ordinary pieces. All their beginnings are keys too, so that a search ends early. */
  readonly #ids = new Map<string, number>();
  readonly #scores: Float64Array;
  readonly #special: { readonly begin: number; readonly end: number; readonly unknown: number };
  readonly #unknownScore: number;

  /** The number of tokens, with the special ones. */
  get size(): number {
    return this.#scores.length;
  }

  /** @throws {RangeError} when the file has no Unigram vocabulary. */
  constructor({ metadata }: Pick<GgufFile, 'metadata'>) {
    const [pieces, scores, types] = ['tokens', 'scores', 'token_type'].map((name) =>
      readList(metadata.get(`tokenizer.ggml.${name}`)),
    );
    const isWhole = pieces && scores?.length === pieces.length && types?.length === pieces.length;
    if (metadata.get('tokenizer.ggml.model') !== 't5' || !isWhole) throw new RangeError('it has no Unigram vocabulary');
    const readId = (name: string): number => {
      const id = metadata.get(`tokenizer.ggml.${name}_token_id`);
      if (typeof id !== 'number' || pieces[id] === undefined)
        throw new RangeError(`its vocabulary has no token "${name}"`);
      return id;
    };
    this.#special = { begin: readId('bos'), end: readId('eos'), unknown: readId('unknown') };
    this.#scores = Float64Array.from(scores, Number);
    if (!this.#scores.every(Number.isFinite)) throw new RangeError('its vocabulary has a score that is no number');
    let lowest = Infinity;
    for (const [id, piece] of pieces.entries()) {
      if (types[id] !== ordinaryType) continue;
      this.#addPiece(`${piece}`, id);
      lowest = Math.min(lowest, this.#scores[id] ?? 0);
    }
    this.#unknownScore = lowest - unknownPenalty;
  }

  /**
   * Converts a text to the ids of its tokens, with those that begin and end it.
   * @param maximumTokens The most tokens. Undefined is returned for a text with more.
   */
  encode(text: string, maximumTokens: number): readonly number[] | undefined {
    const { begin, end, unknown } = this.#special;
    const words = text.split(' ').filter((word) => word !== '');
    const cuts = this.#findCuts(words.map((word) => wordStart + word).join(''));
    const reversed = [end];
    for (let cut = cuts.at(-1); cut !== undefined; cut = cuts[cut.start]) {
      // Unknown characters in a row are one token.
      if (cut.id !== unknown || reversed.at(-1) !== unknown) reversed.push(cut.id);
      if (reversed.length >= maximumTokens) return undefined;
    }
    return [...reversed, begin].reverse();
  }

  #addPiece(piece: string, id: number): void {
    this.#ids.set(piece, id);
    for (let end = piece.length - 1; end > 0; end -= 1) {
      const beginning = piece.slice(0, end);
      if (this.#ids.has(beginning)) return;
      this.#ids.set(beginning, prefixOnly);
    }
  }

  /** Finds the best cut that ends at each position. There is none within a character. */
  #findCuts(text: string): readonly (Cut | undefined)[] {
    const cuts = Array.from<Cut | undefined>({ length: text.length + 1 });
    const offer = (end: number, cut: Cut): void => {
      const best = cuts[end];
      if (best === undefined || cut.score > best.score) cuts[end] = cut;
    };
    let start = 0;
    for (const character of text) {
      const base = cuts[start]?.score ?? 0;
      const next = start + character.length;
      let isKnown = false;
      for (let end = start + 1; end <= text.length; end += 1) {
        const id = this.#ids.get(text.slice(start, end));
        if (id === undefined) break;
        if (id === prefixOnly) continue;
        if (end === next) isKnown = true;
        offer(end, { id, start, score: base + (this.#scores[id] ?? 0) });
      }
      if (!isKnown) offer(next, { id: this.#special.unknown, start, score: base + this.#unknownScore });
      start = next;
    }
    return cuts;
  }
}

function readList(value: GgufValue | undefined): readonly GgufValue[] | undefined {
  return Array.isArray(value) ? (value as readonly GgufValue[]) : undefined;
}
