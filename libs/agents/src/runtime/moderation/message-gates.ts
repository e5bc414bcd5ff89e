import { AIMessageChunk, isAIMessageChunk } from '@langchain/core/messages';
import { ContentRefusedError, moderateOrThrow, StreamGate } from '@leeward/moderation';
import { type GraphModeration } from './graph-moderation.js';

/** A piece of a message as LangGraph streams it: the message, and facts about its node. */
export type MessageTuple = readonly [message: unknown, metadata: Readonly<Record<string, unknown>>];

interface OpenMessage {
  readonly gate: StreamGate;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** All chunks so far, for the tool calls at the end. */
  whole: AIMessageChunk;
  text: string;
}

/**
 * Holds the tokens of models that are not moderated, and releases what the moderator lets pass: one gate for each message. Tool
 * calls are released at the end of their message, as a whole.
 */
export class MessageGates {
  readonly #moderation: GraphModeration;
  readonly #open = new Map<string, OpenMessage>();
  /** Text that has left already, by message: more may follow after its gate was closed. */
  readonly #begun = new Map<string, string>();

  constructor(moderation: GraphModeration) {
    this.#moderation = moderation;
  }

  /** Takes a piece of a message. @throws {ContentRefusedError} when its text must not leave */
  async push([message, metadata]: MessageTuple): Promise<readonly MessageTuple[]> {
    if (!isChunk(message)) return [[await this.#moderation.moderate(message, 'message'), metadata]];
    const id = message.id ?? '';
    const open = this.#open.get(id) ?? this.#begin(id, metadata, message);
    if (open.whole !== message) open.whole = open.whole.concat(message);
    open.text += message.text;
    const { released, stopped } = await open.gate.push(message.text);
    if (stopped !== undefined) throw new ContentRefusedError(stopped);
    return released === '' ? [] : [toTuple(id, released, metadata)];
  }

  /** Ends all messages: the step in which they were written is over. */
  async end(): Promise<readonly MessageTuple[]> {
    const released: MessageTuple[] = [];
    for (const [id, open] of [...this.#open]) {
      this.#open.delete(id);
      const { released: text, stopped } = await open.gate.end();
      if (stopped !== undefined) throw new ContentRefusedError(stopped);
      this.#begun.set(id, open.text);
      const calls = await this.#moderateCalls(open.whole);
      const tail = new AIMessageChunk({ id, content: text, ...calls });
      if (text !== '' || calls.tool_call_chunks.length > 0) released.push([tail, open.metadata]);
    }
    return released;
  }

  #begin(id: string, metadata: Readonly<Record<string, unknown>>, whole: AIMessageChunk): OpenMessage {
    const { requestId, conversationId, signal } = this.#moderation.context;
    const begunText = this.#begun.get(id);
    const source = { requestId, conversationId, path: 'message.content', begunText };
    const gate = new StreamGate(this.#moderation.moderator, source, { signal });
    const open = { gate, metadata, whole, text: begunText ?? '' };
    this.#open.set(id, open);
    return open;
  }

  async #moderateCalls(
    message: AIMessageChunk,
  ): Promise<{ readonly tool_call_chunks: NonNullable<AIMessageChunk['tool_call_chunks']> }> {
    const { requestId, conversationId, signal } = this.#moderation.context;
    const calls = (message.tool_calls ?? []).map(async ({ id, name, args }, index) => {
      const source = { stage: 'tool-call', role: 'assistant', path: 'tool_calls', requestId, conversationId } as const;
      const value = await moderateOrThrow(this.#moderation.moderator, { ...source, value: { name, args } }, { signal });
      return { type: 'tool_call_chunk' as const, id, index, name: value.name, args: JSON.stringify(value.args) };
    });
    return { tool_call_chunks: await Promise.all(calls) };
  }
}

function isChunk(message: unknown): message is AIMessageChunk {
  return typeof message === 'object' && message !== null && 'concat' in message && isAIMessageChunk(message as never);
}

function toTuple(id: string, content: string, metadata: Readonly<Record<string, unknown>>): MessageTuple {
  return [new AIMessageChunk({ id, content }), metadata];
}
