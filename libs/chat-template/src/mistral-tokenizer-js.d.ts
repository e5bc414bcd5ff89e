/** The parts of mistral-tokenizer-js, which has no types of its own, that are used here. */
declare module 'mistral-tokenizer-js' {
  const tokenizer: {
    /** The pieces of Mistral's first vocabulary, by id; `▁` is a space, `<0x0A>` a byte. */
    readonly vocabById: readonly string[];
    /** Ids of a text. Control strings in it stay text. */
    encode(text: string, addBeginOfSequence: boolean, addPrecedingSpace: boolean): number[];
  };
  export default tokenizer;
}
