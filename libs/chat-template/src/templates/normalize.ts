import { type ChatRole } from '../conversation/messages.js';
import { joinParts, type TextPart } from '../conversation/segments.js';

/** Describes a message as plain text. Its tool calls and tool results are converted to text. */
export interface PlainMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly TextPart[];
  /** Names the author. Joining messages drops it. */
  readonly name?: TextPart | undefined;
}

/** Describes neighbouring messages of one role, joined. */
export interface PlainTurn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly TextPart[];
}

/** Holds a conversation as system text and turns, the input of Mistral's first template. */
interface PlainConversation {
  /** Empty without system text. */
  readonly system: readonly TextPart[];
  readonly turns: readonly PlainTurn[];
}

/** Separates merged messages, and system text from user text. */
export const messageSeparator = '\n\n';

/** Puts system text before the text of a user turn, even when that turn is empty. */
export function prependSystem(system: readonly TextPart[], parts: readonly TextPart[]): readonly TextPart[] {
  return system.length > 0 ? [...joinParts([system, []], messageSeparator), ...parts] : parts;
}

/** Groups neighbouring messages of one role. */
export function groupByRole<Message extends { readonly role: ChatRole }>(
  messages: readonly Message[],
): readonly { readonly role: Message['role']; readonly messages: readonly Message[] }[] {
  const groups: { role: Message['role']; messages: Message[] }[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last?.role === message.role) last.messages.push(message);
    else groups.push({ role: message.role, messages: [message] });
  }
  return groups;
}

/**
 * Joins neighbours of one role, and all system messages, as mistral-common's `InstructRequestNormalizer` does. Empty texts
 * are removed, user messages with a system message between them stay two turns, and a conversation that does not begin with
 * a user turn gets an empty one.
 */
export function normalizeConversation(messages: readonly PlainMessage[]): PlainConversation {
  const system: (readonly TextPart[])[] = [];
  const turns: PlainTurn[] = [];
  for (const group of groupByRole(messages)) {
    const texts = group.messages.map(({ parts }) => parts).filter((parts) => parts.some(({ text }) => text !== ''));
    if (group.role === 'system') system.push(...texts);
    else turns.push({ role: group.role, parts: joinParts(texts, messageSeparator) });
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: [] });
  return { system: joinParts(system, messageSeparator), turns };
}
