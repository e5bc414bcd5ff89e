/** The port behind which texts become vectors. It knows nothing of LangChain or HTTP. */
export interface EmbeddingEngine {
  readonly model: EmbeddingModel;

  /**
   * The vectors of texts, in their order, each of length 1: their dot product is their cosine similarity.
   *
   * @throws {EmbeddingInputError} for a text that is empty, or longer than the model can read
   * @throws {QueueFullError} when too many requests wait
   * @throws {EngineClosedError} after `close`
   * @throws the reason of `signal` when it is aborted
   */
  embed(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly Embedding[]>;

  /** Takes no more requests, and gives all memory back. May be called twice. */
  close(): Promise<void>;
}

export interface Embedding {
  readonly vector: readonly number[];
  /** Tokens of the text, with those that the model puts around it. */
  readonly tokens: number;
}

/** What an embedding engine has loaded. */
export interface EmbeddingModel {
  /** The catalogue's id, or the name of the user's file. */
  readonly id: string;
  /** The file's own name for the model, if it has one. */
  readonly name: string;
  /** For example `bert`. */
  readonly architecture: string;
  /** Length of the vectors. */
  readonly dimensions: number;
  /** Tokens that a text may have. */
  readonly maxTokens: number;
  /** How the vectors of a text's tokens become one. */
  readonly pooling: 'mean' | 'cls' | 'last';
  /**
   * Whether the file is of a model that was trained to embed. Otherwise it is a language model whose vectors are averaged: texts
   * about the same are somewhat nearer to each other, and no more than that can be said.
   */
  readonly isTrainedToEmbed: boolean;
}
