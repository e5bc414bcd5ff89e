import { AIMessageChunk, type InvalidToolCall, type ToolCall } from '@langchain/core/messages';
import { type AnswerFinishReason, type AnswerPart } from './answer-parts.js';
import { type ChosenTokenLogprob, type TokenUsage } from '../engine/engine.js';
import { toUsageMetadata } from './usage-and-finish.js';

/** A whole answer. */
export interface CollectedAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Calls that the end of the answer cut off: they must not be made. */
  readonly invalidToolCalls: readonly InvalidToolCall[];
  /** Of all tokens, when they were asked for. */
  readonly logprobs?: readonly ChosenTokenLogprob[] | undefined;
  readonly reason: AnswerFinishReason;
  readonly usage: TokenUsage;
}

/** Puts the parts of an answer together. */
export class AnswerCollector {
  #text = '';
  readonly #toolCalls: ToolCall[] = [];
  readonly #invalidToolCalls: InvalidToolCall[] = [];
  readonly #started: { readonly id: string; readonly name: string; argumentsText: string }[] = [];
  readonly #logprobs: ChosenTokenLogprob[] = [];
  #last: AnswerPart | undefined;

  push(part: AnswerPart): void {
    this.#last = part;
    if (part.logprobs) this.#logprobs.push(...part.logprobs);
    switch (part.type) {
      case 'text-delta':
        this.#text += part.text;
        return;
      case 'tool-call-start':
        this.#started[part.index] = { id: part.id, name: part.name, argumentsText: '' };
        return;
      case 'tool-call-delta': {
        const call = this.#started[part.index];
        if (call) call.argumentsText += part.argumentsText;
        return;
      }
      case 'tool-call-end':
        this.#toolCalls.push({
          type: 'tool_call',
          id: part.id,
          name: part.name,
          args: JSON.parse(part.arguments) as ToolCall['args'],
        });
        return;
      case 'tool-call-invalid': {
        const {
          id,
          name,
          argumentsText = part.text,
        } = (part.index === undefined ? undefined : this.#started[part.index]) ?? {};
        this.#invalidToolCalls.push({
          type: 'invalid_tool_call',
          id,
          name,
          args: argumentsText,
          error: invalidCallError(part.reason),
        });
      }
    }
  }

  /** The whole answer. @throws Error when its end has not come */
  get answer(): CollectedAnswer {
    const text = this.#text;
    const toolCalls = this.#toolCalls;
    const invalidToolCalls = this.#invalidToolCalls;
    const logprobs = this.#logprobs;
    const last = this.#last;
    if (last?.type !== 'finish') throw new Error('The engine ended a generation without a finish part.');
    return {
      text,
      toolCalls,
      invalidToolCalls,
      reason: last.reason,
      usage: last.usage,
      ...(logprobs.length > 0 && { logprobs }),
    };
  }

  /** What has come so far, of an answer that goes no further. */
  get partialMessage(): AIMessageChunk | undefined {
    if (!this.#last) return undefined;
    const content = this.#text;
    const toolCalls = this.#toolCalls;
    const last = this.#last;
    return new AIMessageChunk({ content, tool_calls: toolCalls, usage_metadata: toUsageMetadata(last.usage) });
  }
}

/** Why a call must not be made, for the model and for people. */
export function invalidCallError(reason: (AnswerPart & { type: 'tool-call-invalid' })['reason']): string {
  if (reason !== 'unfinished') return `The call is ${reason}.`;
  return 'The answer ended in the middle of the call. Allow more tokens, or look for a stop string in it.';
}
