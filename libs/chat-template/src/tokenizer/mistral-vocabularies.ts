/** Names Mistral's SentencePiece vocabularies. */
export type MistralVersion = 'v1' | 'v2' | 'v3';

/** Describes the ids of a vocabulary, besides the pieces that all three share. */
export interface MistralVocabulary {
  /** Added to the ids that the first vocabulary gives to text. */
  readonly offset: number;
  /** Control tokens by their text. No text encodes to them. */
  readonly controlTokens: ReadonlyMap<string, number>;
  /** Texts that always encode to one id. SentencePiece calls such pieces user-defined. */
  readonly userDefined: ReadonlyMap<string, number>;
}

/** Control and user-defined tokens that the later vocabularies have between `</s>` and the bytes. */
const addedTokens = 768;

/** Names of the first ids. No text encodes to `<unk>`, since every byte has a piece. */
const specialNames = ['<unk>', '<s>', '</s>'];

/** Names of marks for turns and tools. These are control tokens of the second and third vocabulary, with the same ids. */
export const turnAndToolNames = [
  '[INST]',
  '[/INST]',
  '[TOOL_CALLS]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
] as const;

/** Names of further control tokens of the third vocabulary. */
export const imageAndInfillNames = ['[IMG]', '[PREFIX]', '[MIDDLE]', '[SUFFIX]'] as const;

/** Names of documents in the third vocabulary, from the last control token on. */
const referenceDocuments = Array.from({ length: 20 }, (_, index) => `[REFERENCE_DOC_${19 - index}]`);
const firstReferenceDocument = 751;

/**
 * The vocabularies of the model files that mistral-common ships: `tokenizer.model.v1`,
 * `mistral_instruct_tokenizer_240216.model.v2` and `mistral_instruct_tokenizer_240323.model.v3`.
 */
export const mistralVocabularies: Readonly<Record<MistralVersion, MistralVocabulary>> = {
  v1: { offset: 0, controlTokens: assignIds(specialNames, 0), userDefined: new Map() },
  v2: {
    offset: addedTokens,
    controlTokens: assignControlTokenIds(turnAndToolNames, 3 + addedTokens),
    userDefined: new Map(),
  },
  v3: {
    offset: addedTokens,
    controlTokens: assignControlTokenIds([...turnAndToolNames, ...imageAndInfillNames], firstReferenceDocument),
    userDefined: assignIds(referenceDocuments, firstReferenceDocument),
  },
};

/** Numbers the named control tokens, then placeholders up to `end`. `[control_8]` has the id 10. */
function assignControlTokenIds(names: readonly string[], end: number): ReadonlyMap<string, number> {
  const named = [...specialNames, ...names];
  const placeholders = Array.from(
    { length: end - named.length },
    (_, index) => `[control_${named.length + index - 2}]`,
  );
  return assignIds([...named, ...placeholders], 0);
}

function assignIds(names: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, first + index]));
}
