import tokenizer from 'mistral-tokenizer-js';

/** The Mistral v1 vocabulary in the form that a GGUF file stores. */
export interface MixtralVocabulary {
  readonly tokens: readonly string[];
  /** SentencePiece's scores: the higher, the earlier a pair of pieces is merged. */
  readonly scores: readonly number[];
  /** `tokenizer.ggml.token_type`: 1 normal, 2 unknown, 3 control, 6 byte. */
  readonly types: readonly number[];
}

/** Ids below this one are the unknown piece, the two control pieces and the 256 bytes. */
const firstNormalToken = 259;

/** Never merged: pieces of spaces only, which the reference model knows but does not build. */
const neverMerged = -1e9;

/** The real vocabulary of Mixtral-8x7B-Instruct-v0.1, with the scores and types of the reference SentencePiece model. */
export function mixtralVocabulary(): MixtralVocabulary {
  const tokens = tokenizer.vocabById;
  return { tokens, scores: tokens.map(scoreOf), types: tokens.map((_, token) => typeOf(token)) };
}

/** Marks of turns and tools, with the ids 3 to 9 from the second vocabulary on. */
const markNames = [
  '[INST]',
  '[/INST]',
  '[TOOL_CALLS]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
];

/** The later vocabularies have this many tokens between `</s>` and the bytes. */
const addedTokens = 768;

/**
 * The vocabulary of Mixtral 8x22B and Mistral 7B v0.3: the same pieces, and control tokens for turns and tools before them, of
 * which most are placeholders.
 */
export function laterMixtralVocabulary(): MixtralVocabulary {
  const { tokens, scores, types } = mixtralVocabulary();
  const added = Array.from({ length: addedTokens }, (_, index) => markNames[index] ?? `[control_${index + 1}]`);
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
      added.map(() => 3),
    ),
  };
}

function scoreOf(piece: string, token: number): number {
  if (token < firstNormalToken) return 0;
  return /^\u2581+$/.test(piece) ? neverMerged : -(token - firstNormalToken);
}

function typeOf(token: number): number {
  if (token === 0) return 2;
  if (token <= 2) return 3;
  return token < firstNormalToken ? 6 : 1;
}
