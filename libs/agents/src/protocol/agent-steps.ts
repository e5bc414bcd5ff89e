import { type JsonObject, type JsonValue, type RunEvent } from '../contract/index.js';
import { isJsonObject } from './to-wire.js';

/** A step of an agent, as its events tell it. */
export type AgentStep =
  | { readonly type: 'text'; readonly messageId: string; readonly text: string }
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly args: JsonValue }
  | { readonly type: 'tool-result'; readonly id: string; readonly result: JsonValue; readonly isError: boolean }
  | { readonly type: 'interrupt'; readonly interrupts: JsonValue }
  | { readonly type: 'values'; readonly values: JsonObject }
  | { readonly type: 'error'; readonly error: string; readonly message: string };

/** Reads the steps of an agent out of the events `values`, `messages` and `updates` of its run. */
export async function* readAgentSteps(events: AsyncIterable<RunEvent>): AsyncGenerator<AgentStep> {
  for await (const { event, data } of events) {
    if (event === 'messages' && Array.isArray(data)) yield* readToken((data as readonly JsonValue[])[0]);
    else if (event === 'updates' && isJsonObject(data)) yield* readUpdates(data);
    else if (event === 'values' && isJsonObject(data)) yield { type: 'values', values: data };
    else if (event === 'error' && isJsonObject(data)) {
      yield { type: 'error', error: String(data['error']), message: String(data['message']) };
    }
  }
}

function* readToken(message: JsonValue | undefined): Generator<AgentStep> {
  if (!isJsonObject(message) || (message['type'] !== 'ai' && message['type'] !== 'AIMessageChunk')) return;
  const text = toText(message['content']);
  if (text !== '') yield { type: 'text', messageId: String(message['id'] ?? 'message'), text };
}

function* readUpdates(updates: JsonObject): Generator<AgentStep> {
  for (const [node, update] of Object.entries(updates)) {
    if (node === '__interrupt__') yield { type: 'interrupt', interrupts: update };
    else if (isJsonObject(update) && Array.isArray(update['messages'])) {
      for (const message of update['messages'] as readonly JsonValue[]) yield* readMessage(message);
    }
  }
}

function* readMessage(message: JsonValue): Generator<AgentStep> {
  if (!isJsonObject(message)) return;
  if (message['type'] === 'tool') {
    const id = String(message['tool_call_id']);
    yield { type: 'tool-result', id, result: message['content'] ?? '', isError: message['status'] === 'error' };
  }
  const calls = message['tool_calls'];
  for (const call of Array.isArray(calls) ? (calls as readonly JsonValue[]) : []) {
    if (!isJsonObject(call)) continue;
    yield { type: 'tool-call', id: String(call['id']), name: String(call['name']), args: call['args'] ?? {} };
  }
}

/** Reads the text of the content of a message. */
export function toText(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as readonly JsonValue[])
    .map((part) => (isJsonObject(part) && part['type'] === 'text' ? String(part['text']) : ''))
    .join('');
}
