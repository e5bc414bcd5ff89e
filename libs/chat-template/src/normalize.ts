import { InvalidConversationError } from './errors.js';
import { type ChatMessage } from './messages.js';

/** Text of one message inside a turn. */
export interface TurnText {
  readonly text: string;
  readonly messageIndex: number;
}

/** Neighbouring messages of one role, as one turn. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly texts: readonly TurnText[];
}

/** A conversation that alternates: the system's text, then user and assistant in turns, the user last. */
export interface NormalizedConversation {
  readonly system: readonly TurnText[];
  readonly turns: readonly Turn[];
}

/**
 * Merges neighbours of one role, as mistral-common does, and checks that what remains is a conversation.
 *
 * @throws {InvalidConversationError} that says which message is wrong and why
 */
export function normalizeConversation(messages: readonly ChatMessage[]): NormalizedConversation {
  const system: TurnText[] = [];
  const turns: { role: Turn['role']; texts: TurnText[] }[] = [];
  for (const [messageIndex, { role, content, toolCalls }] of messages.entries()) {
    const text = { text: content, messageIndex };
    switch (role) {
      case 'system':
        system.push(text);
        break;
      case 'user':
      case 'assistant': {
        if (toolCalls?.length) throw toolsNotSupported(messageIndex);
        const last = turns.at(-1);
        if (last?.role === role) last.texts.push(text);
        else turns.push({ role, texts: [text] });
        break;
      }
      case 'tool':
        throw toolsNotSupported(messageIndex);
      default:
        throw new InvalidConversationError('UNKNOWN_ROLE', messageIndex, `Message ${messageIndex} has the unknown role ${JSON.stringify(role)}: use system, user or assistant.`);
    }
  }
  checkTurns(turns);
  return { system, turns };
}

function checkTurns(turns: readonly Turn[]): void {
  const [first] = turns;
  if (!first) throw new InvalidConversationError('EMPTY_CONVERSATION', -1, 'The conversation has no user message: add one.');
  if (first.role !== 'user') {
    const index = first.texts[0]?.messageIndex ?? 0;
    throw new InvalidConversationError('ROLES_NOT_ALTERNATING', index, `Message ${index} is from the assistant, but the first turn must be the user's: put a user message before it.`);
  }
  for (const turn of turns) {
    if (turn.role !== 'assistant' || turn.texts.some(({ text }) => text !== '')) continue;
    const index = turn.texts[0]?.messageIndex ?? 0;
    throw new InvalidConversationError('EMPTY_ASSISTANT_MESSAGE', index, `Message ${index} is an assistant message without text: give it text, or leave it out.`);
  }
  const last = turns.at(-1);
  if (last?.role !== 'user') {
    const index = last?.texts.at(-1)?.messageIndex ?? 0;
    throw new InvalidConversationError('LAST_MESSAGE_NOT_FROM_USER', index, `Message ${index}, the last one, is from the assistant: there is nothing to answer. End with a user message.`);
  }
}

function toolsNotSupported(messageIndex: number): InvalidConversationError {
  return new InvalidConversationError('TOOLS_NOT_SUPPORTED', messageIndex, `Message ${messageIndex} has a tool call or a tool result, which this template cannot express yet.`);
}
