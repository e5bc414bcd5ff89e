/** The options of one call of an encoder. */
export interface EncodeOptions {
  /** Aborted when the vectors are no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Converts texts to vectors, for classifiers with learned heads. This library only defines the interface: the runtime that computes
 * the vectors is given in.
 */
export interface TextEncoder {
  /** Identifies the weights, as `name@version`: encoders of equal name give equal vectors. */
  readonly name: string;
  /** The length of each vector. */
  readonly dimensions: number;
  /** Encodes by the next weights, of a model that has several: see `GuardModel.next`. */
  readonly next?: TextEncoder | undefined;
  /**
   * Encodes texts: one vector for each, of length 1 (L2), in the order of the texts. Undefined for a text with more tokens
   * than the encoder reads: split it.
   * @throws {Error} when it cannot encode, and the reason of the signal when it is aborted.
   */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<readonly (Float32Array | undefined)[]>;
}
