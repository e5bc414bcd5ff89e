declare module 'mistral-tokenizer-js' {
  /** The package has no types of its own; this is the part that is used. */
  const tokenizer: {
    /** The 32,000 pieces of the Mistral v1 vocabulary, by id. */
    readonly vocabById: readonly string[];
    /** Plain text to ids; control strings stay text. */
    encode(text: string, addBosToken: boolean, addPrecedingSpace: boolean): number[];
  };
  export default tokenizer;
}
