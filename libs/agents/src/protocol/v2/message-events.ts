import { type JsonObject, type JsonValue } from '../../contract/index.js';
import { toText } from '../agent-steps.js';
import { isJsonObject } from '../to-wire.js';
import { type NewProtocolEvent } from './protocol-event.js';

interface OpenMessage {
  readonly namespace: readonly string[];
  text: string;
  hasText: boolean;
  /** The arguments of each call, by its index. */
  readonly calls: Map<number, { id: string; name: string; args: string }>;
}

/** Converts pieces of messages to events of protocol v2: blocks that begin, grow and end. */
export class MessageEvents {
  readonly #open = new Map<string, OpenMessage>();
  readonly #ended = new Set<string>();

  /** Takes what LangGraph's mode `messages` gives: a message, and facts about its node. */
  *push(data: JsonValue, namespace: readonly string[]): Generator<NewProtocolEvent> {
    const [message, metadata] = Array.isArray(data) ? (data as readonly JsonValue[]) : [];
    if (!isJsonObject(message)) return;
    const id = String(message['id'] ?? 'message');
    if (this.#ended.has(id)) return;
    const known = this.#open.get(id);
    const open = known ?? this.#begin(id, toStepNamespace(metadata) ?? namespace);
    if (known === undefined) {
      const role = roles[String(message['type'])] ?? 'ai';
      const toolCall: JsonObject = role === 'tool' ? { tool_call_id: message['tool_call_id'] ?? '' } : {};
      yield this.#write(open, { event: 'message-start', role, id, ...toolCall });
    }
    yield* this.#pushText(open, toText(message['content']));
    this.#pushCalls(open, message);
    // Only the messages of models come in pieces.
    if (message['type'] !== 'ai' && message['type'] !== 'AIMessageChunk') yield* this.#end(id, open);
  }

  /** Ends all messages: the step in which they were written is over. */
  *end(): Generator<NewProtocolEvent> {
    for (const [id, open] of [...this.#open]) yield* this.#end(id, open);
  }

  #begin(id: string, namespace: readonly string[]): OpenMessage {
    const open: OpenMessage = { namespace, text: '', hasText: false, calls: new Map() };
    this.#open.set(id, open);
    return open;
  }

  *#pushText(open: OpenMessage, text: string): Generator<NewProtocolEvent> {
    if (text === '') return;
    if (!open.hasText) {
      open.hasText = true;
      yield this.#write(open, { event: 'content-block-start', index: 0, content: { type: 'text', text: '' } });
    }
    open.text += text;
    yield this.#write(open, { event: 'content-block-delta', index: 0, delta: { type: 'text-delta', text } });
  }

  #pushCalls({ calls }: OpenMessage, message: JsonObject): void {
    const pieces = (message['tool_call_chunks'] ?? message['tool_calls']) as readonly JsonObject[] | undefined;
    for (const [position, piece] of (pieces ?? []).entries()) {
      const index = typeof piece['index'] === 'number' ? piece['index'] : position;
      const call = calls.get(index) ?? { id: '', name: '', args: '' };
      call.id ||= String(piece['id'] ?? '');
      call.name ||= String(piece['name'] ?? '');
      const { args } = piece;
      call.args += typeof args === 'string' ? args : args === undefined || args === null ? '' : JSON.stringify(args);
      calls.set(index, call);
    }
  }

  *#end(id: string, open: OpenMessage): Generator<NewProtocolEvent> {
    this.#open.delete(id);
    this.#ended.add(id);
    if (open.hasText) {
      yield this.#write(open, { event: 'content-block-finish', index: 0, content: { type: 'text', text: open.text } });
    }
    let index = open.hasText ? 1 : 0;
    for (const { id: callId, name, args } of open.calls.values()) {
      const chunk = { type: 'tool_call_chunk', id: callId, name, args };
      const content = { type: 'tool_call', id: callId, name, args: parseArguments(args) };
      yield this.#write(open, { event: 'content-block-start', index, content: { ...chunk, args: '' } });
      yield this.#write(open, { event: 'content-block-delta', index, delta: { type: 'tool-call-delta', args } });
      yield this.#write(open, { event: 'content-block-finish', index, content });
      index += 1;
    }
    yield this.#write(open, { event: 'message-finish' });
  }

  #write({ namespace }: OpenMessage, data: JsonValue): NewProtocolEvent {
    return { method: 'messages', namespace, data };
  }
}

/** Reads the namespace of the step that wrote a message: protocol v2 tells the messages of a graph from those of its subgraphs by it. */
function toStepNamespace(metadata: JsonValue | undefined): readonly string[] | undefined {
  const namespace = isJsonObject(metadata) ? metadata['langgraph_checkpoint_ns'] : undefined;
  return typeof namespace === 'string' && namespace !== '' ? namespace.split('|') : undefined;
}

const roles: Readonly<Record<string, string>> = { human: 'human', system: 'system', tool: 'tool' };

function parseArguments(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return {};
  }
}
