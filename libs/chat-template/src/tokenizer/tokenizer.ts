/**
 * Holds the ids of one text, and how many UTF-8 bytes of it each id stands for. With a SentencePiece vocabulary, the first id
 * also counts the prefix space.
 */
export interface EncodedText {
  readonly tokens: readonly number[];
  /** As long as `tokens`. */
  readonly byteLengths: readonly number[];
}

/**
 * Defines the port to a vocabulary that turns text into token ids. Implemented by the Mistral vocabularies of this library,
 * and by the vocabulary of a loaded model in mixtral-llm.
 */
export interface Tokenizer {
  /**
   * Encodes plain text as one segment. Control strings inside it stay text (special tokens OFF), neither BOS nor EOS is
   * added, and a SentencePiece vocabulary puts its prefix space in front: the first piece starts with `▁`.
   */
  encode(text: string): EncodedText;

  /** Decodes ids to text. Control tokens become their own text. */
  decode(tokens: readonly number[]): string;

  /** Control tokens by their text, such as `</s>` or `<|im_end|>`. Only for templates. */
  readonly controlTokens: ReadonlyMap<string, number>;
}
