import { type ContentBlock } from '@langchain/core/messages';
import {
  type ChatModelStreamEvent,
  type FinishReason as EventFinishReason,
} from '@langchain/core/language_models/event';
import { type AnswerFinishReason, type AnswerPart } from './answer-parts.js';
import { type ChosenTokenLogprob, type EngineModel } from '../engine/engine.js';
import { toLogprobs } from './to-logprobs.js';
import { ToolCallCollector } from './tool-call-collector.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/** Maps finish reasons to the names of LangChain's events, which differ from those of `response_metadata`. */
const eventFinishReasons = { stop: 'stop', length: 'length', tool_calls: 'tool_use' } as const satisfies Record<
  AnswerFinishReason,
  EventFinishReason
>;

/**
 * Converts an answer to the events of LangChain's content-block protocol. Text and calls are numbered blocks, and each is
 * finished before the next one starts. A call that was cut off ends as an `invalid_tool_call`.
 */
export async function* toStreamEvents(
  parts: AsyncIterable<AnswerPart>,
  model: EngineModel,
): AsyncGenerator<ChatModelStreamEvent> {
  const blocks = new ContentBlocks();
  const logprobs: ChosenTokenLogprob[] = [];
  yield { event: 'message-start' };
  for await (const part of parts) {
    yield* blocks.push(part);
    if (part.logprobs) {
      logprobs.push(...part.logprobs);
      yield { event: 'provider', provider: 'leeward', name: 'logprobs', payload: toLogprobs(part.logprobs) };
    }
    if (part.type !== 'finish') continue;
    yield {
      event: 'message-finish',
      reason: eventFinishReasons[part.reason],
      usage: toUsageMetadata(part.usage),
      responseMetadata: {
        ...toResponseMetadata(model, part.reason, part.schema),
        ...(logprobs.length > 0 && { logprobs: toLogprobs(logprobs) }),
      },
    };
  }
}

/** Divides one answer into blocks, of which at most one is open. */
class ContentBlocks {
  #index = -1;
  #open: { type: 'text'; text: string } | { type: 'tool_call_chunk'; id: string; name: string; args: '' } | undefined;
  readonly #calls = new ToolCallCollector();

  *push(part: AnswerPart): Generator<ChatModelStreamEvent> {
    const call = this.#calls.push(part);
    switch (part.type) {
      case 'text-delta':
        if (this.#open?.type !== 'text') {
          this.#open = { type: 'text', text: '' };
          yield this.#start(this.#open);
        }
        this.#open.text += part.text;
        yield { event: 'content-block-delta', index: this.#index, delta: { type: 'text-delta', text: part.text } };
        return;
      case 'tool-call-start':
        yield* this.#finishText();
        this.#open = { type: 'tool_call_chunk', id: part.id, name: part.name, args: '' };
        yield this.#start(this.#open);
        return;
      case 'tool-call-delta':
        yield {
          event: 'content-block-delta',
          index: this.#index,
          delta: { type: 'tool-call-delta', args: part.argumentsText },
        };
        return;
      case 'tool-call-end':
        yield this.#finish(call as ContentBlock);
        return;
      case 'tool-call-invalid':
        yield* this.#finishText();
        if (!this.#open) yield this.#start(call as ContentBlock);
        yield this.#finish(call as ContentBlock);
        return;
      case 'finish':
        yield* this.#finishText();
    }
  }

  *#finishText(): Generator<ChatModelStreamEvent> {
    if (this.#open?.type === 'text') yield this.#finish(this.#open);
  }

  #start(content: ContentBlock): ChatModelStreamEvent {
    this.#index++;
    // Copied, because the open block grows after the event is sent.
    return { event: 'content-block-start', index: this.#index, content: { ...content } };
  }

  #finish(content: ContentBlock): ChatModelStreamEvent {
    this.#open = undefined;
    return { event: 'content-block-finish', index: this.#index, content };
  }
}
