/** Counts the work of all steps so far. */
export interface StepStatistics {
  steps: number;
  /** Evaluated tokens of answers, without predicted ones. */
  answerTokens: number;
  /** Steps that evaluated any token of an answer. */
  answerSteps: number;
  promptTokens: number;
  predictedTokens: number;
  /** Predicted tokens that the sampler then chose. */
  acceptedTokens: number;
}
