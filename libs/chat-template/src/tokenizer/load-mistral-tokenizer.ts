import { VocabularyError } from '../errors/chat-template-errors.js';
import { checksum } from '../text/checksum.js';
import { MistralPieces } from './mistral-pieces.js';
import { MistralTokenizer } from './mistral-tokenizer.js';
import { type MistralVersion, mistralVocabularies } from './mistral-vocabularies.js';
import { type Tokenizer } from './tokenizer.js';

/**
 * Loads one of Mistral's SentencePiece vocabularies, in pure TypeScript. Every text gets the same ids as with the reference
 * model files of mistral-common (`tokenizer.model.v1` and so on).
 *
 * - `v1`: Mistral 7B and Mixtral 8x7B; `[INST]` is ordinary text there.
 * - `v2`: Mistral Large and Small of February 2024; the first with control tokens.
 * - `v3`: Mixtral 8x22B, Mistral 7B v0.3, Codestral 22B. Not the Tekken vocabularies that are also called v3.
 *
 * The first call loads the pieces, which all three share (650 kB). They come from mistral-tokenizer-js, which in a browser
 * also sets `window.mistralTokenizer`.
 *
 * Words of up to 32 characters are cached. A longer word, such as Base64 data, takes about 20 µs per character: limit the
 * length of untrusted texts.
 *
 * @throws {VocabularyError} when the installed package does not hold the known vocabulary
 */
export async function loadMistralTokenizer(version: MistralVersion): Promise<Tokenizer> {
  return new MistralTokenizer(await loadPiecesOnce(), mistralVocabularies[version]);
}

/** FNV-1a of the 32,000 pieces of the reference `tokenizer.model.v1`, joined by line feeds. */
const referenceChecksum = 'e4bd6cb8';

let loading: Promise<MistralPieces> | undefined;

function loadPiecesOnce(): Promise<MistralPieces> {
  loading ??= loadPieces().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function loadPieces(): Promise<MistralPieces> {
  const { default: vocabulary } = await import('mistral-tokenizer-js');
  if (checksum(vocabulary.vocabById.join('\n')) !== referenceChecksum) {
    throw new VocabularyError(
      "The package mistral-tokenizer-js does not hold Mistral's first vocabulary: install version 1.0.0.",
    );
  }
  return new MistralPieces(vocabulary);
}
