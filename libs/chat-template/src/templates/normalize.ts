import { joinParts, type TextPart } from '../conversation/segments.js';

/** A message as plain text. Its tool calls and tool results are converted to text. */
export interface PlainMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly TextPart[];
}

/** Neighbouring messages of one role, joined. */
export interface PlainTurn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly TextPart[];
}

/** A conversation as system text and turns, the input of Mistral's first template. */
export interface PlainConversation {
  /** Empty without system text. */
  readonly system: readonly TextPart[];
  readonly turns: readonly PlainTurn[];
}

/** Separates merged messages, and system text from user text. */
export const messageSeparator = '\n\n';

/**
 * Joins neighbours of one role, and all system messages, as mistral-common's `InstructRequestNormalizer` does. Empty texts
 * are removed, user messages with a system message between them stay two turns, and a conversation that does not begin with
 * a user turn gets an empty one.
 */
export function normalizeConversation(messages: readonly PlainMessage[]): PlainConversation {
  const system: (readonly TextPart[])[] = [];
  const groups: { readonly role: PlainTurn['role']; readonly texts: (readonly TextPart[])[] }[] = [];
  let previous: PlainMessage['role'] | undefined;
  for (const { role, parts } of messages) {
    const isEmpty = parts.every(({ text }) => text === '');
    if (role === 'system') {
      if (!isEmpty) system.push(parts);
    } else {
      if (role !== previous) groups.push({ role, texts: [] });
      if (!isEmpty) groups.at(-1)?.texts.push(parts);
    }
    previous = role;
  }
  const turns = groups.map(({ role, texts }) => ({ role, parts: joinParts(texts, messageSeparator) }));
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: [] });
  return { system: joinParts(system, messageSeparator), turns };
}
