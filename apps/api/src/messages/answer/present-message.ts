import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ModeratedCall } from '../../completions/moderate-choice.js';
import { type AnswerIdentity } from '../../completions/moderated-answer.js';
import { type PresentedStop } from './stop-reason.js';

/** A block of text in an answer. */
export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
  readonly citations: null;
}

/** A call of a tool in an answer. */
export interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly caller: { readonly type: 'direct' };
}

/** The end of an answer that has not ended. */
const noStop = { stop_reason: null, stop_sequence: null, stop_details: null };

/** Presents an answer with its blocks. @param stop default: the answer has not ended */
export function presentMessage(
  { id, model }: Pick<AnswerIdentity, 'id' | 'model'>,
  content: readonly (TextBlock | ToolUseBlock)[],
  usage: TokenUsage,
  stop: PresentedStop | typeof noStop = noStop,
) {
  return {
    id,
    type: 'message' as const,
    role: 'assistant' as const,
    model,
    content,
    ...stop,
    container: null,
    diagnostics: null,
    usage: {
      ...presentUsage(usage),
      cache_creation: null,
      inference_geo: null,
      service_tier: null,
      speed: null,
    },
  };
}

/** Presents the usage so far. Anthropic counts cached tokens apart from `input_tokens`, and not within it. */
export function presentUsage({ promptTokens, cachedPromptTokens, completionTokens }: TokenUsage) {
  return {
    input_tokens: promptTokens - cachedPromptTokens,
    cache_read_input_tokens: cachedPromptTokens,
    cache_creation_input_tokens: 0,
    output_tokens: completionTokens,
    output_tokens_details: null,
    server_tool_use: null,
  };
}

/** Presents a block of text. */
export function presentText(text: string): TextBlock {
  return { type: 'text', text, citations: null };
}

/** Presents a call. @param input its arguments, or their JSON text */
export function presentCall({ id, name }: ModeratedCall, input: unknown): ToolUseBlock {
  return { type: 'tool_use', id, name, input, caller: { type: 'direct' } };
}
