/** Declares the parts of mistral-tokenizer-js that are used here. The package has no types. */
declare module 'mistral-tokenizer-js' {
  const tokenizer: {
    /** The pieces of Mistral's first vocabulary, by id. `▁` is a space, `<0x0A>` a byte. */
    readonly vocabById: readonly string[];
    /** Encodes a text. Control strings in it stay text. */
    encode(text: string, addBeginOfSequence: boolean, addPrecedingSpace: boolean): number[];
  };
  export default tokenizer;
}
