import { AIMessage, type BaseMessage, ChatMessage, ToolMessage } from '@langchain/core/messages';

import { type ModerationRole } from '../../contract/moderation-input.js';
import { type ConversationTurn } from '../../conversation/exchanges.js';
import { removedMessageNote } from '../../conversation/moderate-conversation.js';
import { toViewedText, type ViewedText } from '../../conversation/moderate-view.js';
import { readParts, toStageAndRole, withParts } from './readable-message.js';

/** The roles of a `ChatMessage` that are not those of a user. */
const genericRoles: Readonly<Record<string, ModerationRole>> = {
  assistant: 'assistant',
  ai: 'assistant',
  system: 'system',
  developer: 'system',
  tool: 'tool',
  function: 'tool',
};

/** Reads the place of a message in a conversation. */
export function toConversationTurn(message: BaseMessage): ConversationTurn {
  if (AIMessage.isInstance(message)) {
    const calls = [...(message.tool_calls ?? []), ...(message.invalid_tool_calls ?? [])];
    return { role: 'assistant', callIds: calls.flatMap(({ id }) => (id === undefined ? [] : [id])) };
  }
  if (ToolMessage.isInstance(message)) return { role: 'tool', answeredCallId: message.tool_call_id };
  // An instruction to remove a message is no message of the conversation: it is never left out.
  if (message.getType() === 'remove') return { role: 'system' };
  if (ChatMessage.isInstance(message)) {
    return { role: (Object.hasOwn(genericRoles, message.role) && genericRoles[message.role]) || 'user' };
  }
  return { role: toStageAndRole(message).role };
}

/**
 * Creates the note that stands in place of a stopped message: it keeps the role and the ids of calls. Undefined for a message with
 * invalid calls, or with an id or a role that may be a text.
 */
export function toNote(message: BaseMessage): BaseMessage | undefined {
  const { ids, role, invalid_tool_calls: invalidCalls } = readParts(message);
  if (ids !== undefined || role !== undefined || invalidCalls !== undefined) return undefined;
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  return withParts(message, {
    content: removedMessageNote,
    tool_calls: calls.map(() => ({ name: 'redacted', args: {} })),
  });
}

/** Reads the text of a message for the conversation view: its content, and the arguments of its calls. */
export function readViewedText(message: BaseMessage): ViewedText {
  const { content, tool_calls: calls } = readParts(message);
  if (typeof content === 'string' && calls === undefined) return toViewedText(content);
  const arguments_ = AIMessage.isInstance(message) ? (message.tool_calls ?? []).map(({ args }) => args) : [];
  return toViewedText([content, ...arguments_]);
}
