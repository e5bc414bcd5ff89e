declare module 'mistral-tokenizer-js' {
  /** The package has no types of its own; this is the part that is used. */
  const tokenizer: {
    /** The 32,000 pieces of the Mistral v1 vocabulary, by id. */
    readonly vocabById: readonly string[];
  };
  export default tokenizer;
}
