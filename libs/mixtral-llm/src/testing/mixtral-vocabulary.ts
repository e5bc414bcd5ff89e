import tokenizer from 'mistral-tokenizer-js';
import { tokenType } from '../gguf/token-type.js';

/** Holds a vocabulary as a GGUF file stores it. */
export interface MixtralVocabulary {
  readonly tokens: readonly string[];
  /** Scores of SentencePiece: pairs of pieces with a higher score are merged earlier. */
  readonly scores: readonly number[];
  /** Values of `tokenType`. */
  readonly types: readonly number[];
}

/** First id after the unknown piece, the two control pieces and the 256 bytes. */
const firstNormalToken = 259;

/** Score of pieces of spaces only, which the reference model has but never merges. */
const neverMerged = -1e9;

/** Returns the vocabulary of Mixtral-8x7B-Instruct-v0.1, with the scores and types of the reference SentencePiece model. */
export function mixtralVocabulary(): MixtralVocabulary {
  const tokens = tokenizer.vocabById;
  return { tokens, scores: tokens.map(toScore), types: tokens.map((_, token) => toType(token)) };
}

/** Control tokens of turns and tools. They have the ids 3 to 9 from the second vocabulary on. */
const markerNames = [
  '[INST]',
  '[/INST]',
  '[TOOL_CALLS]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
];

/** Number of tokens that later vocabularies have between `</s>` and the bytes. */
const addedTokens = 768;

/**
 * Returns the vocabulary of Mixtral 8x22B and Mistral 7B v0.3. It has the same pieces after 768 more control tokens: those of turns
 * and tools, and placeholders.
 */
export function mixtralV3Vocabulary(): MixtralVocabulary {
  const { tokens, scores, types } = mixtralVocabulary();
  const added = Array.from({ length: addedTokens }, (_, index) => markerNames[index] ?? `[control_${index + 1}]`);
  const insert = <Item>(items: readonly Item[], inserted: readonly Item[]) => [
    ...items.slice(0, 3),
    ...inserted,
    ...items.slice(3),
  ];
  return {
    tokens: insert(tokens, added),
    scores: insert(
      scores,
      added.map(() => 0),
    ),
    types: insert(
      types,
      added.map(() => tokenType.control),
    ),
  };
}

function toScore(piece: string, token: number): number {
  if (token < firstNormalToken) return 0;
  return /^\u2581+$/.test(piece) ? neverMerged : -(token - firstNormalToken);
}

function toType(token: number): number {
  if (token === 0) return tokenType.unknown;
  if (token <= 2) return tokenType.control;
  return token < firstNormalToken ? tokenType.byte : tokenType.normal;
}
