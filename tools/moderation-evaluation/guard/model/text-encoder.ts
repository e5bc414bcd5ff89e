/** Converts texts to vectors: the port of the guard model. */
export interface TextEncoder {
  /** Identifies the weights: name and version. */
  readonly name: string;
  readonly dimensions: number;
  /** One vector of length 1 for each text; undefined for a text with more tokens than the encoder reads. */
  encode(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]>;
}
