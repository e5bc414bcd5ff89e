import { type GenerationRequest, type TokenUsage } from '../engine/engine.js';

/**
 * Makes one request for each of several answers to one prompt. The engine evaluates the prompt once if the requests run
 * at the same time. A given seed is raised by one for each further answer, since equal seeds give equal answers.
 */
export function toChoiceRequests(request: GenerationRequest, count: number): GenerationRequest[] {
  const { sampling = {} } = request;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0 || sampling.seed === undefined) return request;
    return { ...request, sampling: { ...sampling, seed: (sampling.seed + index) >>> 0 } };
  });
}

/**
 * Sums the token usage of several answers to one prompt. The prompt counts once, as in OpenAI's API.
 *
 * @param usages usage of each answer at its end
 */
export function sumChoiceUsage(usages: readonly TokenUsage[]): TokenUsage {
  const [first = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 }] = usages;
  return { ...first, completionTokens: usages.reduce((sum, { completionTokens }) => sum + completionTokens, 0) };
}
