import { type ChatMessage, type ToolCall } from '../conversation/messages.js';
import { joinParts, type TextPart } from '../conversation/segments.js';
import { messageSeparator } from './normalize.js';
import { contentPart } from './plain-messages.js';

/** A tool call and its location in the caller's messages. */
export interface LocatedToolCall {
  readonly call: ToolCall;
  readonly messageIndex: number;
  readonly callIndex: number;
}

/** Neighbouring messages of one role, joined. Each tool result is its own turn. */
export type ToolTurn =
  | { readonly role: 'user'; readonly parts: readonly TextPart[] }
  | { readonly role: 'assistant'; readonly parts: readonly TextPart[]; readonly calls: readonly LocatedToolCall[] }
  | { readonly role: 'tool'; readonly result: ChatMessage; readonly messageIndex: number; readonly call: ToolCall };

/** A conversation as system text and turns, the input of Mistral's second and third template. */
export interface ToolConversation {
  /** Empty without system text. */
  readonly system: readonly TextPart[];
  readonly turns: readonly ToolTurn[];
}

/** Neighbouring messages of one role, not joined yet. */
interface Group {
  readonly role: ChatMessage['role'];
  readonly messages: { readonly message: ChatMessage; readonly index: number }[];
}

/**
 * Joins neighbours of one role, and all system messages, as mistral-common's `InstructRequestNormalizer` does. Empty texts are
 * removed, user messages with a system message between them stay two turns, results keep their order, and a conversation
 * that does not begin with a user turn gets an empty one.
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
  let calls: readonly LocatedToolCall[] = [];
  for (const group of groups) {
    const texts = toTexts(group);
    switch (group.role) {
      case 'system':
        system.push(...texts);
        break;
      case 'user':
        turns.push({ role: 'user', parts: joinParts(texts, messageSeparator) });
        break;
      case 'assistant':
        calls = toLocatedCalls(group);
        turns.push({ role: 'assistant', parts: joinParts(texts, messageSeparator), calls });
        break;
      case 'tool':
        turns.push(...toResultTurns(group, calls));
        break;
    }
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: [] });
  return { system: joinParts(system, messageSeparator), turns };
}

function toTexts({ messages }: Group): (readonly TextPart[])[] {
  return messages
    .filter(({ message }) => message.content !== '')
    .map(({ message, index }) => [contentPart(message, index)]);
}

function toLocatedCalls({ messages }: Group): LocatedToolCall[] {
  return messages.flatMap(({ message, index }) =>
    (message.toolCalls ?? []).map((call, callIndex) => ({ call, messageIndex: index, callIndex })),
  );
}

function toResultTurns({ messages }: Group, calls: readonly LocatedToolCall[]): ToolTurn[] {
  return messages.flatMap(({ message, index }) => {
    const located = calls.find(({ call }) => call.id === message.toolCallId);
    return located ? [{ role: 'tool', result: message, messageIndex: index, call: located.call }] : [];
  });
}
