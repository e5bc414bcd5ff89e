import { type AIMessageChunk, type BaseMessage, isAIMessageChunk, isBaseMessage } from '@langchain/core/messages';
import { toWire } from '../../protocol/to-wire.js';
import { type NewRunEvent } from '../../contract/index.js';

/** Gives the events of the mode `messages`: each message as it grows, and as it is in the end. */
export class MessageAccumulator {
  readonly #growing = new Map<string, AIMessageChunk>();
  readonly #complete = new Set<string>();

  /** Takes a piece of a message. */
  *push(message: unknown, metadata: unknown): Generator<NewRunEvent> {
    if (!isBaseMessage(message) || !isAIMessageChunk(message as never) || message.id === undefined) return;
    const chunk = message as AIMessageChunk;
    const { id } = message;
    const before = this.#growing.get(id);
    if (before === undefined) {
      yield { event: 'messages/metadata', data: { [id]: { metadata: toWire(metadata) } } };
    }
    const grown = before === undefined ? chunk : before.concat(chunk);
    this.#growing.set(id, grown);
    yield { event: 'messages/partial', data: toWire([grown]) };
  }

  /** Takes the values of a step. */
  *complete(values: unknown): Generator<NewRunEvent> {
    const messages = listMessages(values).filter(({ id }) => id !== undefined && !this.#complete.has(id));
    for (const { id } of messages) {
      this.#complete.add(id ?? '');
      this.#growing.delete(id ?? '');
    }
    if (messages.length > 0) yield { event: 'messages/complete', data: toWire(messages) };
  }
}

function listMessages(values: unknown): readonly BaseMessage[] {
  if (typeof values !== 'object' || values === null || !('messages' in values)) return [];
  const { messages } = values;
  return (Array.isArray(messages) ? messages : [messages]).filter((message) => isBaseMessage(message));
}
