import { AIMessageChunk, type InvalidToolCall, type ToolCall } from '@langchain/core/messages';
import { type AnswerFinishReason, type AnswerPart } from './answer-parts.js';
import { type ChosenTokenLogprob, type TokenUsage } from '../engine/engine.js';
import { type SchemaReport } from '../validation/answer-checks.js';
import { ToolCallCollector } from './tool-call-collector.js';
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
  /** Reports on schemas that the grammar does not enforce whole. */
  readonly schema?: SchemaReport | undefined;
}

/** Joins the parts of an answer. */
export class AnswerCollector {
  #text = '';
  readonly #toolCalls: ToolCall[] = [];
  readonly #invalidToolCalls: InvalidToolCall[] = [];
  readonly #calls = new ToolCallCollector();
  readonly #logprobs: ChosenTokenLogprob[] = [];
  #last: AnswerPart | undefined;

  /**
   * Reads parts to their end.
   *
   * @param onPart is waited for after each part
   * @throws Error when the engine ends without a finish part
   */
  async collect(
    parts: AsyncIterable<AnswerPart>,
    onPart?: (part: AnswerPart) => Promise<void>,
  ): Promise<CollectedAnswer> {
    for await (const part of parts) {
      this.push(part);
      await onPart?.(part);
    }
    const last = this.#last;
    if (last?.type !== 'finish') throw new Error('The engine ended a generation without a finish part.');
    return {
      text: this.#text,
      toolCalls: this.#toolCalls,
      invalidToolCalls: this.#invalidToolCalls,
      logprobs: this.#logprobs.length > 0 ? this.#logprobs : undefined,
      reason: last.reason,
      usage: last.usage,
      schema: last.schema,
    };
  }

  push(part: AnswerPart): void {
    this.#last = part;
    if (part.logprobs) this.#logprobs.push(...part.logprobs);
    if (part.type === 'text-delta') this.#text += part.text;
    const call = this.#calls.push(part);
    if (call?.type === 'tool_call') this.#toolCalls.push(call);
    else if (call) this.#invalidToolCalls.push(call);
  }

  /** Message with all parts up to now, for an answer that goes no further; undefined before the first part. */
  get partialMessage(): AIMessageChunk | undefined {
    if (!this.#last) return undefined;
    const usage = toUsageMetadata(this.#last.usage);
    return new AIMessageChunk({ content: this.#text, tool_calls: this.#toolCalls, usage_metadata: usage });
  }
}
