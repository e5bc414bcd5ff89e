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

/** A `chat.completion` object. `usage` is absent when a blocked answer was cut off before it was counted. */
export function presentCompletion(
  identity: CompletionIdentity,
  answer: { text: string; finishReason: CompletionFinishReason; usage: CompletionUsage | undefined },
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
    ...(answer.usage && { usage: answer.usage }),
  };
}
