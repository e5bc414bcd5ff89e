import { type Token } from 'node-llama-cpp';

/** A text that the scheduler evaluates, and how many tokens of its continuation can be checked in the next step. */
export interface PredictionRequest {
  /** The sequence of the context that holds it. */
  readonly sequence: number;
  /** All of it: the prompt and the answer so far. */
  readonly tokens: readonly Token[];
  readonly limit: number;
}

/** Guesses how texts go on. A wrong guess costs time, and changes no answer. */
export interface TokenPredictor {
  /** @returns for each request at most `limit` tokens; none where nothing is guessed */
  guess(requests: readonly PredictionRequest[]): Promise<readonly (readonly Token[])[]>;
  /** Gives back what guessing takes. */
  dispose(): Promise<void>;
}
