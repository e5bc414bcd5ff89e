import { type TokenUsage } from '@leeward/mixtral-llm';

/** Why an answer ended, as OpenAI names it. */
export type CompletionFinishReason = 'stop' | 'length' | 'content_filter';

/** Token counts in OpenAI's form. */
export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
}

/** What all objects of one completion share. */
export interface CompletionIdentity {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** A `chat.completion` object. A blocked answer counts the tokens up to where it was cut off. */
export function presentCompletion(
  identity: CompletionIdentity,
  answer: { text: string; finishReason: CompletionFinishReason; usage: TokenUsage },
) {
  return {
    id: identity.id,
    object: 'chat.completion' as const,
    created: identity.created,
    model: identity.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant' as const, content: answer.text, refusal: null },
        logprobs: null,
        finish_reason: answer.finishReason,
      },
    ],
    usage: presentUsage(answer.usage),
  };
}

export function presentUsage({ promptTokens, cachedPromptTokens, completionTokens }: TokenUsage): CompletionUsage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedPromptTokens },
  };
}
