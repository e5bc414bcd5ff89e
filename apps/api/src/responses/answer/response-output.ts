import { type ChosenTokenLogprob, toLogprobs } from '@leeward/mixtral-llm';
import { type ChoiceEvent, type ModeratedCall } from '../../completions/moderate-choice.js';
import {
  type ContentPart,
  createItemId,
  type FunctionCallItem,
  type ItemStatus,
  type MessageItem,
  type OutputItem,
} from '../items/item.js';

/** An event of a stream, before it has its number. Its `type` is also the name under which it is sent. */
export interface UnnumberedEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The message that is being written. */
interface OpenMessage {
  readonly id: string;
  readonly content: ContentPart[];
}

/** The probability of a token, as items have it. */
type Logprob = ReturnType<typeof toLogprobs>['content'][number];

/** The part of text that is being written. */
interface OpenText {
  text: string;
  readonly logprobs: Logprob[];
}

/**
 * Collects the output of one response, and presents each step as events of OpenAI's API: each item from
 * `response.output_item.added` to `response.output_item.done`, and each part within it in the same way.
 */
export class ResponseOutput {
  readonly #items: OutputItem[] = [];
  #message: OpenMessage | undefined;
  #text: OpenText | undefined;

  /** The items so far. One that is still being written is incomplete. */
  get items(): readonly OutputItem[] {
    if (!this.#message) return this.#items;
    const { id, content } = this.#message;
    return [...this.#items, toMessage(id, 'incomplete', [...content, ...(this.#text ? [toPart(this.#text)] : [])])];
  }

  /** Adds moderated text or a call. */
  add(event: Exclude<ChoiceEvent, { type: 'finish' }>): UnnumberedEvent[] {
    return event.type === 'tool-call'
      ? [...this.#closeMessage('completed'), ...this.#addCall(event.call)]
      : this.#addText(event.text, event.logprobs);
  }

  /**
   * Ends the output.
   *
   * @param status of the last message: `incomplete` for one that was cut off
   * @param refusal the policy's message, when it stopped the answer
   */
  end(status: ItemStatus, refusal: string | undefined): UnnumberedEvent[] {
    if (refusal !== undefined) {
      return [
        ...this.#openMessage(),
        ...this.#closeText(),
        ...this.#addRefusal(refusal),
        ...this.#closeMessage(status),
      ];
    }
    // An answer without any text is still an answer.
    const opened = this.#items.length === 0 ? this.#openText() : [];
    return [...opened, ...this.#closeMessage(status)];
  }

  #addText(text: string, logprobs: readonly ChosenTokenLogprob[]): UnnumberedEvent[] {
    if (text === '' && logprobs.length === 0) return [];
    const opened = this.#openText();
    const { content } = toLogprobs(logprobs);
    if (this.#text) {
      this.#text.text += text;
      this.#text.logprobs.push(...content);
    }
    return [
      ...opened,
      { type: 'response.output_text.delta', ...this.#locatePart(), delta: text, logprobs: toEventLogprobs(content) },
    ];
  }

  #openMessage(): UnnumberedEvent[] {
    if (this.#message) return [];
    const id = createItemId('message');
    this.#message = { id, content: [] };
    const item = toMessage(id, 'in_progress', []);
    return [{ type: 'response.output_item.added', output_index: this.#items.length, item }];
  }

  #openText(): UnnumberedEvent[] {
    if (this.#text) return [];
    const opened = this.#openMessage();
    this.#text = { text: '', logprobs: [] };
    return [...opened, { type: 'response.content_part.added', ...this.#locatePart(), part: toPart(this.#text) }];
  }

  #closeText(): UnnumberedEvent[] {
    if (!this.#text) return [];
    const { text, logprobs } = this.#text;
    const part = toPart(this.#text);
    const location = this.#locatePart();
    this.#text = undefined;
    this.#message?.content.push(part);
    return [
      { type: 'response.output_text.done', ...location, text, logprobs: toEventLogprobs(logprobs) },
      { type: 'response.content_part.done', ...location, part },
    ];
  }

  #closeMessage(status: ItemStatus): UnnumberedEvent[] {
    if (!this.#message) return [];
    const closed = this.#closeText();
    const item = toMessage(this.#message.id, status, this.#message.content);
    this.#message = undefined;
    const index = this.#items.push(item) - 1;
    return [...closed, { type: 'response.output_item.done', output_index: index, item }];
  }

  #addRefusal(refusal: string): UnnumberedEvent[] {
    const location = this.#locatePart();
    const part: ContentPart = { type: 'refusal', refusal };
    this.#message?.content.push(part);
    return [
      { type: 'response.content_part.added', ...location, part: { ...part, refusal: '' } },
      { type: 'response.refusal.delta', ...location, delta: refusal },
      { type: 'response.refusal.done', ...location, refusal },
      { type: 'response.content_part.done', ...location, part },
    ];
  }

  /** Adds a call, which has come whole: it was moderated as one. */
  #addCall({ id: callId, name, arguments: text }: ModeratedCall): UnnumberedEvent[] {
    const item: FunctionCallItem = {
      type: 'function_call',
      id: createItemId('function_call'),
      status: 'completed',
      call_id: callId,
      name,
      arguments: text,
    };
    const index = this.#items.push(item) - 1;
    const location = { item_id: item.id, output_index: index };
    const begun = { ...item, status: 'in_progress', arguments: '' };
    return [
      { type: 'response.output_item.added', output_index: index, item: begun },
      { type: 'response.function_call_arguments.delta', ...location, delta: text },
      { type: 'response.function_call_arguments.done', ...location, name, arguments: text },
      { type: 'response.output_item.done', output_index: index, item },
    ];
  }

  /** Locates the next part of the message. */
  #locatePart(): { readonly item_id: string; readonly output_index: number; readonly content_index: number } {
    const { id = '', content = [] } = this.#message ?? {};
    return { item_id: id, output_index: this.#items.length, content_index: content.length };
  }
}

/** Takes out the bytes of tokens, which the items of OpenAI's API have, and its events do not. */
function toEventLogprobs(logprobs: readonly Logprob[]): object[] {
  return logprobs.map(({ token, logprob, top_logprobs: top }) => ({
    token,
    logprob,
    top_logprobs: top.map((other) => ({ token: other.token, logprob: other.logprob })),
  }));
}

function toMessage(id: string, status: ItemStatus, content: readonly ContentPart[]): MessageItem {
  return { type: 'message', id, status, role: 'assistant', content: [...content] };
}

function toPart({ text, logprobs }: OpenText): ContentPart {
  return { type: 'output_text', text, annotations: [], logprobs: [...logprobs] };
}
