import { UnsupportedVocabularyError } from '../../../errors/index.js';

/** The bytes that a token stands for in text; none for a control token. */
export type TokenBytes = (token: number) => Uint8Array;

/** `tokenizer.ggml.token_type` of the GGUF format. */
export enum TokenType {
  Normal = 1,
  Unknown = 2,
  Control = 3,
  UserDefined = 4,
  Unused = 5,
  Byte = 6,
}

/** The vocabulary as a GGUF file stores it. */
export interface StoredVocabulary {
  /** `tokenizer.ggml.model`: `llama` is SentencePiece, `gpt2` byte-level byte-pair encoding. */
  readonly model: string;
  readonly tokens: readonly string[];
  readonly types: readonly number[];
}

/**
 * Reads the bytes of each token from the stored pieces. The runtime's own detokeniser guesses at spaces and replaces
 * half characters; the pieces are exact.
 *
 * @throws {UnsupportedVocabularyError} for a kind of vocabulary whose pieces we cannot read
 */
export function readTokenBytes(vocabulary: StoredVocabulary): TokenBytes {
  const bytesOfPiece = pieceReader(vocabulary.model);
  const none = new Uint8Array(0);
  return (token) => {
    const piece = vocabulary.tokens[token];
    if (piece === undefined) return none;
    switch (vocabulary.types[token]) {
      case TokenType.Control:
      case TokenType.Unused:
        return none;
      case TokenType.Byte:
        return Uint8Array.of(Number.parseInt(piece.slice(3, 5), 16));
      case TokenType.UserDefined:
        return encoder.encode(piece);
      default:
        return bytesOfPiece(piece);
    }
  };
}

const encoder = new TextEncoder();

function pieceReader(model: string): (piece: string) => Uint8Array {
  if (model === 'llama') return (piece) => encoder.encode(piece.replaceAll('\u2581', ' '));
  if (model === 'gpt2') return bytesOfByteLevelPiece;
  throw new UnsupportedVocabularyError(model);
}

/**
 * GPT-2's byte alphabet: printable Latin-1 stands for itself, every other byte for a character from U+0100 on
 * (`bytes_to_unicode` of openai/gpt-2).
 */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) alphabet.set(String.fromCodePoint(isPrintable(byte) ? byte : next++), byte);
  return alphabet;
})();

function bytesOfByteLevelPiece(piece: string): Uint8Array {
  const characters = [...piece];
  const bytes = characters.map((character) => byteOfCharacter.get(character));
  // Pieces added by hand hold plain text instead of the byte alphabet.
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : encoder.encode(piece);
}
