import { randomInt } from 'node:crypto';
import { type SamplingOptions } from '../../engine.js';
import { type SamplerConfiguration } from './native-context.js';

/** Default temperature of Mistral's own API for Mixtral. */
const defaultTemperature = 0.7;

/** Number of last tokens of the answer that the penalties apply to. */
const penaltyWindow = 256;

/**
 * Converts sampling options to the options of the native sampler. Options that are off are left out, since they cost time: a top-k
 * of the whole vocabulary would still sort it for each token.
 *
 * @param banned tokens that must not be chosen
 */
export function toSamplerConfiguration(
  sampling: SamplingOptions,
  banned: readonly number[] = [],
): SamplerConfiguration {
  const { topP = 1, topK = 0, minP = 0, logitBias } = sampling;
  const biases = new Map([
    ...Object.entries(logitBias ?? {}).map(([token, bias]) => [Number(token), bias] as const),
    ...banned.map((token) => [token, -Infinity] as const),
  ]);
  return {
    temperature: sampling.temperature ?? defaultTemperature,
    ...(topP < 1 && { topP }),
    ...(topK > 0 && { topK }),
    ...(minP > 0 && { minP }),
    // The runtime's default seed is the current second: two callers within one second would get the same answer.
    seed: sampling.seed ?? randomInt(2 ** 32),
    ...toPenalties(sampling),
    ...(biases.size > 0 && {
      tokenBiasKeys: Uint32Array.from(biases.keys()),
      tokenBiasValues: Float32Array.from(biases.values()),
    }),
  };
}

/** Converts the penalties. The list of tokens starts empty: the sampler adds each token that it chooses. */
function toPenalties({
  repeatPenalty = 1,
  presencePenalty = 0,
  frequencyPenalty = 0,
}: SamplingOptions): SamplerConfiguration {
  if (repeatPenalty === 1 && presencePenalty === 0 && frequencyPenalty === 0) return {};
  return {
    repeatPenalty,
    repeatPenaltyMaxTokens: penaltyWindow,
    repeatPenaltyTokens: new Uint32Array(),
    repeatPenaltyPresencePenalty: presencePenalty,
    repeatPenaltyFrequencyPenalty: frequencyPenalty,
  };
}
