import { UnsupportedVocabularyError } from '../../../errors/index.js';
import { spacePiece, tokenType } from '../../../gguf/token-type.js';

/** Returns the bytes of a token in text; none for a control token. */
export type TokenBytes = (token: number) => Uint8Array;

/** Holds a vocabulary as a GGUF file stores it. */
export interface StoredVocabulary {
  /** Value of `tokenizer.ggml.model`: `llama` is SentencePiece, `gpt2` is byte-level byte-pair encoding. */
  readonly model: string;
  readonly tokens: readonly string[];
  readonly types: readonly number[];
}

/**
 * Reads the exact bytes of each token from the stored pieces. The runtime's own detokenizer changes spaces and replaces incomplete
 * characters.
 *
 * @throws {UnsupportedVocabularyError} when the kind of vocabulary is neither SentencePiece nor byte-level
 */
export function readTokenBytes(vocabulary: StoredVocabulary): TokenBytes {
  const decodePiece = createPieceDecoder(vocabulary.model);
  const none = new Uint8Array(0);
  return (token) => {
    const piece = vocabulary.tokens[token];
    if (piece === undefined) return none;
    switch (vocabulary.types[token]) {
      case tokenType.control:
      case tokenType.unused:
        return none;
      case tokenType.byte:
        return Uint8Array.of(Number.parseInt(piece.slice(3, 5), 16));
      case tokenType.userDefined:
        return encoder.encode(piece);
      default:
        return decodePiece(piece);
    }
  };
}

const encoder = new TextEncoder();

function createPieceDecoder(model: string): (piece: string) => Uint8Array {
  if (model === 'llama') return (piece) => encoder.encode(piece.replaceAll(spacePiece, ' '));
  if (model === 'gpt2') return decodeByteLevelPiece;
  throw new UnsupportedVocabularyError(model);
}

/**
 * Bytes by their character in GPT-2's byte alphabet (`bytes_to_unicode` of openai/gpt-2): printable Latin-1 stands for itself, every
 * other byte has a character from U+0100 on.
 */
const byteByCharacter: ReadonlyMap<string, number> = (() => {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) alphabet.set(String.fromCodePoint(isPrintable(byte) ? byte : next++), byte);
  return alphabet;
})();

function decodeByteLevelPiece(piece: string): Uint8Array {
  const characters = [...piece];
  const bytes = characters.map((character) => byteByCharacter.get(character));
  // Pieces that were added by hand contain plain text instead of the byte alphabet.
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : encoder.encode(piece);
}
