/**
 * The ids of one text, and how many bytes of it (UTF-8) each id stands for. A SentencePiece vocabulary counts the prefix
 * space in front of the text in its first id.
 */
export interface EncodedText {
  readonly tokens: readonly number[];
  /** As long as `tokens`. */
  readonly byteLengths: readonly number[];
}

/**
 * The port through which prompts become token ids. Implementations: the loaded model's own vocabulary (mixtral-llm) and
 * the pure TypeScript Mistral vocabularies of this library.
 */
export interface Tokenizer {
  /**
   * Encodes plain text as one segment. Control strings inside it stay text (special tokens OFF), neither BOS nor EOS is
   * added, and a SentencePiece vocabulary puts its prefix space in front: the first piece starts with `▁`.
   */
  encode(text: string): EncodedText;

  /** The text of the ids; control tokens are rendered as their own text. */
  decode(tokens: readonly number[]): string;

  /** Control tokens by their text, such as `</s>` or `<|im_end|>`. Templates alone may ask for them. */
  readonly controlTokens: ReadonlyMap<string, number>;
}
