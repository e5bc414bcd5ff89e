import { type ChosenTokenLogprob, type TokenLogprobs, toLogprobs } from '@leeward/mixtral-llm';
import { type ModeratedCall } from '../moderate-choice.js';

/** Log-probabilities of content, as OpenAI's chat completions have them; null when there are none to show. */
export function presentLogprobs(
  logprobs: readonly ChosenTokenLogprob[],
): (TokenLogprobs & { readonly refusal: null }) | null {
  return logprobs.length === 0 ? null : { ...toLogprobs(logprobs), refusal: null };
}

/** A call as messages have it. */
export function presentCall({ id, name, arguments: argumentsText }: ModeratedCall) {
  return { id, type: 'function' as const, function: { name, arguments: argumentsText } };
}
