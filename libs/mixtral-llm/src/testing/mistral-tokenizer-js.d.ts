declare module 'mistral-tokenizer-js' {
  /** Declares the part that is used here. The package has no types of its own. */
  const tokenizer: {
    /** The 32,000 pieces of the Mistral v1 vocabulary, by id. */
    readonly vocabById: readonly string[];
  };
  export default tokenizer;
}
