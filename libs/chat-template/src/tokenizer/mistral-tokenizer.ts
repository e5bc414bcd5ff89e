import { UnknownTokenError } from '../errors/chat-template-errors.js';
import { escapePattern } from '../text/control-strings.js';
import { type MistralPieces } from './mistral-pieces.js';
import { type MistralVocabulary } from './mistral-vocabularies.js';
import { type EncodedText, type Tokenizer } from './tokenizer.js';

/**
 * Encodes and decodes with one of Mistral's SentencePiece vocabularies. The prefix space is added to all but empty text. `▁`
 * (U+2581) counts as a space of one byte; half a character, which has no UTF-8, counts as U+FFFD.
 */
export class MistralTokenizer implements Tokenizer {
  readonly controlTokens: ReadonlyMap<string, number>;
  readonly #names: ReadonlyMap<number, string>;
  /** Matches user-defined pieces, which take precedence over merging. */
  readonly #userDefinedPattern: RegExp | undefined;

  readonly #pieces: MistralPieces;
  readonly #vocabulary: MistralVocabulary;

  constructor(pieces: MistralPieces, vocabulary: MistralVocabulary) {
    this.#pieces = pieces;
    this.#vocabulary = vocabulary;

    const { controlTokens, userDefined } = vocabulary;
    this.controlTokens = controlTokens;
    this.#names = new Map([...controlTokens, ...userDefined].map(([text, token]) => [token, text]));
    const texts = [...userDefined.keys()].map(escapePattern);
    this.#userDefinedPattern = texts.length > 0 ? new RegExp(`(${texts.join('|')})`) : undefined;
  }

  encode(text: string): EncodedText {
    const tokens: number[] = [];
    const byteLengths: number[] = [];
    if (text === '') return { tokens, byteLengths };
    const { offset, userDefined } = this.#vocabulary;
    const spaced = ` ${text.toWellFormed().replaceAll('\u2581', ' ')}`;
    const runs = this.#userDefinedPattern ? spaced.split(this.#userDefinedPattern) : [spaced];
    for (const [index, run] of runs.entries()) {
      if (index % 2 === 0) this.#pieces.append(run, offset, tokens, byteLengths);
      else {
        tokens.push(userDefined.get(run) as number);
        // The texts of user-defined pieces are ASCII.
        byteLengths.push(run.length);
      }
    }
    return { tokens, byteLengths };
  }

  /**
   * Decodes ids to text, with the prefix space. Control tokens become their own text, and bytes that are no UTF-8 U+FFFD.
   *
   * @throws {UnknownTokenError} when the vocabulary has no such id
   */
  decode(tokens: readonly number[]): string {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let text = '';
    for (const token of tokens) {
      const piece = this.#toTextOrByte(token);
      text +=
        typeof piece === 'number' ? decoder.decode(Uint8Array.of(piece), { stream: true }) : decoder.decode() + piece;
    }
    return text + decoder.decode();
  }

  #toTextOrByte(token: number): string | number {
    const name = this.#names.get(token);
    if (name !== undefined) return name;
    const shared = token - this.#vocabulary.offset;
    if (!Number.isInteger(shared) || shared < 0 || shared >= this.#pieces.size) throw new UnknownTokenError(token);
    return this.#pieces.toTextOrByte(shared);
  }
}
