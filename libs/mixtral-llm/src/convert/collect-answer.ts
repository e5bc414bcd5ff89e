import { AIMessageChunk, type InvalidToolCall, type ToolCall } from '@langchain/core/messages';
import { type AnswerFinishReason, type AnswerPart } from './answer-parts.js';
import { type ChosenTokenLogprob, type TokenUsage } from '../engine/engine.js';
import { toUsageMetadata } from './usage-and-finish.js';

/** Holds a finished answer. */
export interface CollectedAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Calls that the end of the answer cut off, and that must not be made. */
  readonly invalidToolCalls: readonly InvalidToolCall[];
  /** Log-probabilities of all tokens; undefined unless asked for. */
  readonly logprobs?: readonly ChosenTokenLogprob[] | undefined;
  readonly reason: AnswerFinishReason;
  readonly usage: TokenUsage;
}

/** Joins the parts of an answer. */
export class AnswerCollector {
  #text = '';
  readonly #toolCalls: ToolCall[] = [];
  readonly #invalidToolCalls: InvalidToolCall[] = [];
  readonly #started: { readonly id: string; readonly name: string; argumentsText: string }[] = [];
  readonly #logprobs: ChosenTokenLogprob[] = [];
  #last: AnswerPart | undefined;

  /** Reads parts to their end. @throws Error when the engine ends without a finish part */
  async collect(parts: AsyncIterable<AnswerPart>): Promise<CollectedAnswer> {
    for await (const part of parts) this.push(part);
    const last = this.#last;
    if (last?.type !== 'finish') throw new Error('The engine ended a generation without a finish part.');
    return {
      text: this.#text,
      toolCalls: this.#toolCalls,
      invalidToolCalls: this.#invalidToolCalls,
      logprobs: this.#logprobs.length > 0 ? this.#logprobs : undefined,
      reason: last.reason,
      usage: last.usage,
    };
  }

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
        const started = part.index === undefined ? undefined : this.#started[part.index];
        this.#invalidToolCalls.push({
          type: 'invalid_tool_call',
          id: started?.id,
          name: started?.name,
          args: started?.argumentsText ?? part.text,
          error: explainInvalidCall(part.reason),
        });
      }
    }
  }

  /** Message with all parts up to now, for an answer that goes no further; undefined before the first part. */
  get partialMessage(): AIMessageChunk | undefined {
    if (!this.#last) return undefined;
    const usage = toUsageMetadata(this.#last.usage);
    return new AIMessageChunk({ content: this.#text, tool_calls: this.#toolCalls, usage_metadata: usage });
  }
}

/** Explains to the model and to people why a call must not be made. */
export function explainInvalidCall(reason: (AnswerPart & { type: 'tool-call-invalid' })['reason']): string {
  if (reason !== 'unfinished') return `The call is ${reason}.`;
  return 'The answer ended in the middle of the call. Allow more tokens, or look for a stop string in it.';
}
