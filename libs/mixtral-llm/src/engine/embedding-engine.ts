/** Converts texts to vectors (a port). It knows nothing of LangChain or HTTP. */
export interface EmbeddingEngine {
  readonly model: EmbeddingModel;

  /**
   * Converts texts to vectors of length 1, in the same order. The dot product of two vectors is their cosine similarity.
   *
   * @throws {EmbeddingInputError} for a text that is empty, or longer than `model.maxTokens`
   * @throws {QueueFullError} when too many requests wait
   * @throws {EngineClosedError} after `close`
   * @throws the reason of `signal` when it is aborted
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<readonly Embedding[]>;

  /** Refuses new requests and frees all memory. It may be called twice. */
  close(): Promise<void>;
}

/** Holds the options of one call. */
export interface EmbedOptions {
  /** Aborted when the vectors are no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/** Holds the vector of one text. */
export interface Embedding {
  readonly vector: readonly number[];
  /** Tokens of the text, including those that the model adds around it. */
  readonly tokens: number;
}

/** Describes the model that an embedding engine has loaded. */
export interface EmbeddingModel {
  /** Id in the catalogue, or name of the user's file. */
  readonly id: string;
  /** Name of the model in its file; otherwise the name of the file. */
  readonly name: string;
  /** Architecture, for example `bert`. */
  readonly architecture: string;
  /** Length of the vectors. */
  readonly dimensions: number;
  /** Maximum tokens of a text. */
  readonly maxTokens: number;
  /** Method that combines the vectors of the tokens: their mean, or the vector of the first or last token. */
  readonly pooling: 'mean' | 'cls' | 'last';
  /**
   * Tells whether the model was trained to embed. Otherwise it is a language model whose vectors are averaged: texts about the same
   * topic are a little nearer to each other, which is not good enough for search.
   */
  readonly isTrainedToEmbed: boolean;
}
