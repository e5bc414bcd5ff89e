import { type ChatMessage, type ToolCall } from '../conversation/messages.js';
import { messageSeparator } from './normalize.js';
import { contentPart } from './plain-messages.js';
import { joinParts, type TextPart } from '../conversation/segments.js';

/** A call, and where it stands in the caller's messages. */
export interface PlacedToolCall {
  readonly call: ToolCall;
  readonly messageIndex: number;
  readonly callIndex: number;
}

/** Neighbouring messages of one role, joined; each result of a tool is a turn of its own. */
export type ToolTurn =
  | { readonly role: 'user'; readonly parts: readonly TextPart[] }
  | { readonly role: 'assistant'; readonly parts: readonly TextPart[]; readonly calls: readonly PlacedToolCall[] }
  | { readonly role: 'tool'; readonly result: ChatMessage; readonly messageIndex: number; readonly call: ToolCall };

/** A conversation as Mistral's second and third template see it. */
export interface ToolConversation {
  /** Empty when there is no system text. */
  readonly system: readonly TextPart[];
  readonly turns: readonly ToolTurn[];
}

/** Messages of one role in a row, before they are joined. */
interface Group {
  readonly role: ChatMessage['role'];
  readonly messages: { readonly message: ChatMessage; readonly index: number }[];
}

/**
 * Joins neighbours of one role, and all system messages, as mistral-common's `InstructRequestNormalizer` does: empty texts are
 * left out, a system message between two user messages keeps them apart, results stay in the order that they came in, and a
 * conversation that does not begin with a user's turn gets an empty one.
 *
 * @param messages a conversation that `validateConversation` accepts
 */
export function normalizeToolConversation(messages: readonly ChatMessage[]): ToolConversation {
  const groups: Group[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role !== groups.at(-1)?.role) groups.push({ role: message.role, messages: [] });
    groups.at(-1)?.messages.push({ message, index });
  }
  const turns: ToolTurn[] = [];
  const system: (readonly TextPart[])[] = [];
  let calls: readonly PlacedToolCall[] = [];
  for (const group of groups) {
    const texts = textsOf(group);
    switch (group.role) {
      case 'system':
        system.push(...texts);
        break;
      case 'user':
        turns.push({ role: 'user', parts: joinParts(texts, messageSeparator) });
        break;
      case 'assistant':
        calls = callsOf(group);
        turns.push({ role: 'assistant', parts: joinParts(texts, messageSeparator), calls });
        break;
      case 'tool':
        turns.push(...resultsOf(group, calls));
        break;
    }
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: [] });
  return { system: joinParts(system, messageSeparator), turns };
}

function textsOf({ messages }: Group): (readonly TextPart[])[] {
  return messages
    .filter(({ message }) => message.content !== '')
    .map(({ message, index }) => [contentPart(message, index)]);
}

function callsOf({ messages }: Group): PlacedToolCall[] {
  return messages.flatMap(({ message, index }) =>
    (message.toolCalls ?? []).map((call, callIndex) => ({ call, messageIndex: index, callIndex })),
  );
}

function resultsOf({ messages }: Group, calls: readonly PlacedToolCall[]): ToolTurn[] {
  return messages.flatMap(({ message, index }) => {
    const placed = calls.find(({ call }) => call.id === message.toolCallId);
    return placed ? [{ role: 'tool', result: message, messageIndex: index, call: placed.call }] : [];
  });
}
