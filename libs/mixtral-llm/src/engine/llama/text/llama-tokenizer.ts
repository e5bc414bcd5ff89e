import { type EncodedText, type Tokenizer } from '@leeward/chat-template';
import { type LlamaModel, type Token } from 'node-llama-cpp';
import { UnsupportedVocabularyError } from '../../../errors/index.js';
import { spacePiece, tokenType } from '../../../gguf/token-type.js';
import { type Vocabulary } from '../../engine.js';
import { type StoredVocabulary, type TokenBytes, readTokenBytes } from './token-bytes.js';

/** Tokenizes with the vocabulary of the loaded model, corrected so that every segment is encoded as in training. */
export class LlamaTokenizer implements Tokenizer {
  readonly vocabulary: Vocabulary;
  /** Maps each token of an answer to its bytes. */
  readonly tokenBytes: TokenBytes;
  readonly #model: LlamaModel;
  readonly #prefix: string;

  /** @throws {UnsupportedVocabularyError} when the file holds no vocabulary that we can read */
  constructor(model: LlamaModel) {
    this.#model = model;
    const stored = readStoredVocabulary(model);
    this.tokenBytes = readTokenBytes(stored);
    this.#prefix = findMissingPrefix(model, stored);
    const { bos, eos } = model.tokens;
    this.vocabulary = {
      kind: stored.model === 'llama' ? 'sentencepiece' : 'byte-pair',
      size: stored.tokens.length,
      isMistralV1: isMistralV1(model, stored, this.#prefix),
      controlTokens: findControlTokens(stored, model.fileInfo.metadata.tokenizer?.chat_template ?? ''),
      bos: bos ?? undefined,
      beginsWithBos: bos === null ? undefined : model.tokens.shouldPrependBosToken,
      eos: eos ?? undefined,
    };
  }

  get controlTokens(): ReadonlyMap<string, number> {
    return this.vocabulary.controlTokens;
  }

  /** Returns `tokenBytes`, but with the names of these control tokens as their bytes. */
  tokenBytesWith(tokens: readonly number[] = []): TokenBytes {
    if (tokens.length === 0) return this.tokenBytes;
    const names = new Map(
      [...this.controlTokens]
        .filter(([, token]) => tokens.includes(token))
        .map(([name, token]) => [token, new TextEncoder().encode(name)]),
    );
    return (token) => names.get(token) ?? this.tokenBytes(token);
  }

  encode(text: string): EncodedText {
    const tokens = text === '' ? [] : this.#model.tokenize(this.#prefix + text, false);
    return { tokens, byteLengths: tokens.map((token) => this.tokenBytes(token).length) };
  }

  decode(tokens: readonly number[]): string {
    return this.#model.detokenize(tokens as readonly Token[], true);
  }
}

function readStoredVocabulary(model: LlamaModel): StoredVocabulary {
  const stored = model.fileInfo.metadata.tokenizer?.ggml;
  if (stored === undefined) throw new UnsupportedVocabularyError('none');
  return { model: stored.model, tokens: stored.tokens, types: stored.token_type };
}

/**
 * Finds the prefix that makes the first piece of a text start with a space, as SentencePiece models were trained. The setting
 * `add_space_prefix` is wrong in some files, so the loaded model is tested.
 */
function findMissingPrefix(model: LlamaModel, stored: StoredVocabulary): string {
  if (stored.model !== 'llama') return '';
  for (const prefix of ['', ' ']) {
    const [first] = model.tokenize(`${prefix}a`, false);
    if (first !== undefined && stored.tokens[first] === `${spacePiece}a`) return prefix;
  }
  throw new UnsupportedVocabularyError('SentencePiece without a piece for "a" after a space');
}

/** Ids of a text in the Mistral v1 vocabulary, computed with mistral-common. */
const mistralV1Probe = { text: '[INST] a [/INST]', tokens: [733, 16289, 28793, 264, 733, 28748, 16289, 28793] };

function isMistralV1(model: LlamaModel, stored: StoredVocabulary, prefix: string): boolean {
  if (stored.model !== 'llama' || stored.tokens.length !== 32_000) return false;
  const tokens = model.tokenize(prefix + mistralV1Probe.text, false);
  return (
    tokens.length === mistralV1Probe.tokens.length &&
    tokens.every((token, index) => token === mistralV1Probe.tokens[index])
  );
}

/**
 * Finds the control tokens for chat templates. Some files store the markers of turns as user-defined pieces, which the runtime
 * recognises in any text. Those that the template of the file uses count as control tokens too.
 */
function findControlTokens(stored: StoredVocabulary, chatTemplate: string): ReadonlyMap<string, number> {
  const isMarker = (piece: string) => /^[<[]\S+[>\]]$/.test(piece) && chatTemplate.includes(piece);
  const controlTokens = new Map<string, number>();
  for (const [token, piece] of stored.tokens.entries()) {
    const type = stored.types[token];
    if (type === tokenType.control || (type === tokenType.userDefined && isMarker(piece))) {
      controlTokens.set(piece, token);
    }
  }
  return controlTokens;
}
