import { type ChatMessage, type ChatRole, isEmptyAnswer, type ToolCall } from '../conversation/messages.js';
import { joinParts, type TextPart } from '../conversation/segments.js';
import { groupByRole, messageSeparator } from './normalize.js';
import { contentPart } from './plain-messages.js';

/** Holds a tool call and its location in the caller's messages. */
export interface LocatedToolCall {
  readonly call: ToolCall;
  readonly messageIndex: number;
  readonly callIndex: number;
}

/** Describes neighbouring messages of one role, joined. Each tool result is its own turn. */
export type ToolTurn =
  | { readonly role: 'user'; readonly parts: readonly TextPart[] }
  | { readonly role: 'assistant'; readonly parts: readonly TextPart[]; readonly calls: readonly LocatedToolCall[] }
  | { readonly role: 'tool'; readonly result: ChatMessage; readonly messageIndex: number; readonly call: ToolCall };

/** Holds a conversation as system text and turns, the input of Mistral's second and third template. */
interface ToolConversation {
  /** Empty without system text. */
  readonly system: readonly TextPart[];
  readonly turns: readonly ToolTurn[];
}

/** Describes a message and its index in the caller's messages. */
interface LocatedMessage {
  readonly role: ChatRole;
  readonly message: ChatMessage;
  readonly index: number;
}

/**
 * Joins messages as `normalizeConversation` does, and keeps tool calls and their results. Results keep their order. Empty
 * answers are left out.
 *
 * @param messages a conversation that `validateConversation` accepts
 */
export function normalizeToolConversation(messages: readonly ChatMessage[]): ToolConversation {
  const located = messages
    .map((message, index) => ({ role: message.role, message, index }))
    .filter(({ message }) => !isEmptyAnswer(message));
  const turns: ToolTurn[] = [];
  const system: (readonly TextPart[])[] = [];
  let calls: readonly LocatedToolCall[] = [];
  for (const group of groupByRole<LocatedMessage>(located)) {
    const texts = toTexts(group.messages);
    switch (group.role) {
      case 'system':
        system.push(...texts);
        break;
      case 'user':
        turns.push({ role: 'user', parts: joinParts(texts, messageSeparator) });
        break;
      case 'assistant':
        calls = toLocatedCalls(group.messages);
        turns.push({ role: 'assistant', parts: joinParts(texts, messageSeparator), calls });
        break;
      case 'tool':
        turns.push(...toResultTurns(group.messages, calls));
        break;
    }
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: [] });
  return { system: joinParts(system, messageSeparator), turns };
}

function toTexts(messages: readonly LocatedMessage[]): (readonly TextPart[])[] {
  return messages
    .filter(({ message }) => message.content !== '')
    .map(({ message, index }) => [contentPart(message, index)]);
}

function toLocatedCalls(messages: readonly LocatedMessage[]): LocatedToolCall[] {
  return messages.flatMap(({ message, index }) =>
    (message.toolCalls ?? []).map((call, callIndex) => ({ call, messageIndex: index, callIndex })),
  );
}

function toResultTurns(messages: readonly LocatedMessage[], calls: readonly LocatedToolCall[]): ToolTurn[] {
  return messages.flatMap(({ message, index }) => {
    const located = calls.find(({ call }) => call.id === message.toolCallId);
    return located ? [{ role: 'tool', result: message, messageIndex: index, call: located.call }] : [];
  });
}
