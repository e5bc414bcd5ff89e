/** Mistral's SentencePiece vocabularies. */
export type MistralVersion = 'v1' | 'v2' | 'v3';

/** What a vocabulary puts around the pieces that all three share. */
export interface MistralVocabulary {
  /** Added to the ids that the first vocabulary gives to text. */
  readonly offset: number;
  /** Control tokens by their text. No text encodes to them. */
  readonly controlTokens: ReadonlyMap<string, number>;
  /** Texts that encode to one id wherever they stand. SentencePiece calls such pieces user-defined. */
  readonly userDefined: ReadonlyMap<string, number>;
}

/** The later vocabularies have this many tokens between `</s>` and the bytes: the control and the user-defined ones. */
const added = 768;

/** No text gives `<unk>` either, since every byte has a piece. */
const firstNames = ['<unk>', '<s>', '</s>'];

/** Marks of turns and of tools, which are single control tokens from the second vocabulary on, with the same ids in both. */
export const turnAndToolNames = [
  '[INST]',
  '[/INST]',
  '[TOOL_CALLS]',
  '[AVAILABLE_TOOLS]',
  '[/AVAILABLE_TOOLS]',
  '[TOOL_RESULTS]',
  '[/TOOL_RESULTS]',
] as const;

/** What the third vocabulary names besides. */
export const imageAndFillingNames = ['[IMG]', '[PREFIX]', '[MIDDLE]', '[SUFFIX]'] as const;

/** Names of documents in the third vocabulary, from the last control token on. */
const referenceDocuments = Array.from({ length: 20 }, (_, index) => `[REFERENCE_DOC_${19 - index}]`);
const firstReferenceDocument = 751;

/**
 * Facts of the model files that mistral-common ships: `tokenizer.model.v1`, `mistral_instruct_tokenizer_240216.model.v2` and
 * `mistral_instruct_tokenizer_240323.model.v3`.
 */
export const mistralVocabularies: Readonly<Record<MistralVersion, MistralVocabulary>> = {
  v1: { offset: 0, controlTokens: numbered(firstNames, 0), userDefined: new Map() },
  v2: { offset: added, controlTokens: controlTokens(turnAndToolNames, 3 + added), userDefined: new Map() },
  v3: {
    offset: added,
    controlTokens: controlTokens([...turnAndToolNames, ...imageAndFillingNames], firstReferenceDocument),
    userDefined: numbered(referenceDocuments, firstReferenceDocument),
  },
};

/** Named ones, then placeholders; `[control_8]` has the id 10. */
function controlTokens(names: readonly string[], end: number): ReadonlyMap<string, number> {
  const named = [...firstNames, ...names];
  const placeholders = Array.from(
    { length: end - named.length },
    (_, index) => `[control_${named.length + index - 2}]`,
  );
  return numbered([...named, ...placeholders], 0);
}

function numbered(names: readonly string[], first: number): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, first + index]));
}
