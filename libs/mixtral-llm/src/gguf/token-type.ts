/** Lists the values of `tokenizer.ggml.token_type` in the GGUF format. */
export const tokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** Stands for a space in the pieces of a SentencePiece vocabulary. */
export const spacePiece = '\u2581';
