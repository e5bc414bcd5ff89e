import { type GenerationRequest, type TokenUsage } from '../engine/engine.js';

/**
 * One request for each of several answers to one prompt. When they come together, the engine evaluates the prompt once. Where a
 * seed is given, each has the next one: the same would give the same answer.
 */
export function toChoiceRequests(request: GenerationRequest, count: number): GenerationRequest[] {
  const { sampling = {} } = request;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0 || sampling.seed === undefined) return request;
    return { ...request, sampling: { ...sampling, seed: (sampling.seed + index) >>> 0 } };
  });
}

/**
 * What several answers to one prompt took together: the prompt counts once, as in OpenAI's API.
 *
 * @param usages of each answer, at its end
 */
export function sumChoiceUsage(usages: readonly TokenUsage[]): TokenUsage {
  const [first = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 }] = usages;
  return { ...first, completionTokens: usages.reduce((sum, { completionTokens }) => sum + completionTokens, 0) };
}
