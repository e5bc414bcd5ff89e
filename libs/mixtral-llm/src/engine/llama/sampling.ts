import { randomInt } from 'node:crypto';
import { type SequenceEvaluateOptions, type Token } from 'node-llama-cpp';
import { type SamplingOptions } from '../engine.js';

/** The default temperature, as Mistral's own API uses it for Mixtral. */
export const defaultTemperature = 0.7;

/** How many of the answer's last tokens the penalties look at. */
const penaltyWindow = 256;

/**
 * The runtime's form of the sampling options.
 *
 * @param answer the answer's tokens so far; read again before each token, for the penalties
 */
export function evaluateOptions(sampling: SamplingOptions, answer: readonly Token[]): SequenceEvaluateOptions {
  const { repeatPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 } = sampling;
  const isPenalised = repeatPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
  return {
    temperature: sampling.temperature ?? defaultTemperature,
    topP: sampling.topP ?? 1,
    topK: sampling.topK ?? 0,
    minP: sampling.minP ?? 0,
    // The runtime's default is the current second: two callers within one second would get the same answer.
    seed: sampling.seed ?? randomInt(2 ** 32),
    ...(isPenalised && {
      repeatPenalty: {
        punishTokens: () => answer.slice(-penaltyWindow),
        maxPunishTokens: penaltyWindow,
        penalty: repeatPenalty,
        presencePenalty,
        frequencyPenalty,
      },
    }),
  };
}
