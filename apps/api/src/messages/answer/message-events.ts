import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ChoiceEvent } from '../../completions/moderate-choice.js';
import { type AnswerIdentity } from '../../completions/moderated-answer.js';
import {
  presentCall,
  presentMessage,
  presentText,
  presentUsage,
  type TextBlock,
  type ToolUseBlock,
} from './present-message.js';
import { type PresentedStop } from './stop-reason.js';

/** An event of a stream. Its `type` is also the name under which it is sent. */
export interface MessageEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * Presents one streamed answer as Anthropic's events: `message_start`, then each block from `content_block_start` to
 * `content_block_stop`, then `message_delta` and `message_stop`.
 */
export class MessageEvents {
  readonly #identity: AnswerIdentity;
  #hasStarted = false;
  /** The number of blocks that have begun. */
  #blocks = 0;
  /** Whether a block of text is open. */
  #isTextOpen = false;

  constructor(identity: AnswerIdentity) {
    this.#identity = identity;
  }

  /** Presents an event of the answer, other than its end. @param usage the usage so far */
  present(event: Exclude<ChoiceEvent, { type: 'finish' }>, usage: TokenUsage): MessageEvent[] {
    const started = this.#start(usage);
    if (event.type === 'text-delta') {
      if (event.text === '') return started;
      const opened = this.#isTextOpen ? [] : this.#open(presentText(''));
      this.#isTextOpen = true;
      return [...started, ...opened, this.#toDelta({ type: 'text_delta', text: event.text })];
    }
    const { call } = event;
    return [
      ...started,
      ...this.#closeText(),
      ...this.#open(presentCall(call, {})),
      // The call has come whole: it was moderated as one.
      this.#toDelta({ type: 'input_json_delta', partial_json: call.arguments }),
      this.#close(),
    ];
  }

  /** Presents the end of the answer. @param extra fields of ours */
  end(stop: PresentedStop, usage: TokenUsage, extra: object): MessageEvent[] {
    return [
      ...this.#start(usage),
      ...this.#closeText(),
      { type: 'message_delta', delta: { ...stop, container: null }, usage: presentUsage(usage), ...extra },
      { type: 'message_stop' },
    ];
  }

  #start(usage: TokenUsage): MessageEvent[] {
    if (this.#hasStarted) return [];
    this.#hasStarted = true;
    return [{ type: 'message_start', message: presentMessage(this.#identity, [], { ...usage, completionTokens: 0 }) }];
  }

  #open(block: TextBlock | ToolUseBlock): MessageEvent[] {
    this.#blocks++;
    const start = { type: 'content_block_start', index: this.#blocks - 1, content_block: block };
    return this.#blocks === 1 ? [start, { type: 'ping' }] : [start];
  }

  #closeText(): MessageEvent[] {
    if (!this.#isTextOpen) return [];
    this.#isTextOpen = false;
    return [this.#close()];
  }

  #toDelta(delta: object): MessageEvent {
    return { type: 'content_block_delta', index: this.#blocks - 1, delta };
  }

  #close(): MessageEvent {
    return { type: 'content_block_stop', index: this.#blocks - 1 };
  }
}
