import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ResponseStatus } from '../../storage/index.js';
import { type Item, type OutputItem } from '../items/item.js';

/** The fields of a response that stay the same from its beginning to its end. */
export interface ResponseFrame {
  readonly id: string;
  readonly object: 'response';
  /** Unix seconds. */
  readonly created_at: number;
  readonly model: string;
  readonly [field: string]: unknown;
}

/** The error of a response that failed, as OpenAI's API has it. */
export interface ResponseError {
  readonly code: 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';
  readonly message: string;
}

/** The state of a response. */
export interface ResponseState {
  readonly status: ResponseStatus;
  readonly output: readonly (OutputItem | Item)[];
  readonly usage?: TokenUsage | undefined;
  readonly error?: ResponseError | undefined;
  /** The reason why the answer was cut off. */
  readonly incompleteReason?: 'max_output_tokens' | 'content_filter' | undefined;
  /** Unix seconds. */
  readonly completedAt?: number | undefined;
  /** The judgement in OpenAI's form, where it was asked for. */
  readonly moderation?: object | undefined;
  /** The findings of moderation, which are a field of ours. */
  readonly findings?: object | undefined;
}

/** The response as clients see it. */
export type PresentedResponse = ResponseFrame & {
  readonly status: ResponseStatus;
  readonly output: readonly object[];
};

/** Presents a response in its present state. */
export function presentResponse(
  frame: ResponseFrame,
  { status, output, usage, error, incompleteReason, completedAt, moderation, findings }: ResponseState,
): PresentedResponse {
  return {
    ...frame,
    status,
    completed_at: completedAt ?? null,
    error: error ?? null,
    incomplete_details: incompleteReason ? { reason: incompleteReason } : null,
    output: [...output],
    usage: usage ? presentUsage(usage) : null,
    ...(moderation && { moderation }),
    ...(findings && { leeward: findings }),
  };
}

function presentUsage({ promptTokens, cachedPromptTokens, completionTokens }: TokenUsage) {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: cachedPromptTokens, cache_write_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}
