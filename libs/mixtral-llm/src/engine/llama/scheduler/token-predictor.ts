import { type Token } from 'node-llama-cpp';

/** Describes a text that the scheduler evaluates, and how many of its next tokens may be predicted. */
export interface PredictionRequest {
  /** Sequence of the context that has the text. */
  readonly sequence: number;
  /** The prompt and the answer so far. */
  readonly tokens: readonly Token[];
  /** Maximum predicted tokens. */
  readonly limit: number;
}

/** Predicts the next tokens of texts. A wrong prediction costs time, but does not change an answer. */
export interface TokenPredictor {
  /** @returns for each request at most `limit` tokens; none when nothing can be predicted */
  predict(requests: readonly PredictionRequest[]): Promise<readonly (readonly Token[])[]>;
  /** Frees the memory of the predictor. */
  dispose(): Promise<void>;
}
