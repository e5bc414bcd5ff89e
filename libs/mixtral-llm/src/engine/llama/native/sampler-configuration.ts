import { randomInt } from 'node:crypto';
import { type SamplingOptions } from '../../engine.js';
import { type SamplerConfiguration } from './native-context.js';

/** The default temperature, as Mistral's own API uses it for Mixtral. */
export const defaultTemperature = 0.7;

/** How many of the answer's last tokens the penalties look at. */
const penaltyWindow = 256;

/**
 * The runtime's form of the sampling options. What is off is left out: even a top-k of the whole vocabulary would sort it for
 * each token.
 *
 * @param banned tokens that must not be chosen
 */
export function samplerConfiguration(sampling: SamplingOptions, banned: readonly number[] = []): SamplerConfiguration {
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
    // The runtime's default is the current second: two callers within one second would get the same answer.
    seed: sampling.seed ?? randomInt(2 ** 32),
    ...penalties(sampling),
    ...(biases.size > 0 && {
      tokenBiasKeys: Uint32Array.from(biases.keys()),
      tokenBiasValues: Float32Array.from(biases.values()),
    }),
  };
}

/** The sampler adds each token that it chooses to those that it looks at. */
function penalties({
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
