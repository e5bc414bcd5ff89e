import { joinParts, type TextPart } from '../conversation/segments.js';

/** A message as plain text. Tool calls and tool results are text already. */
export interface PlainMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly TextPart[];
}

/** Neighbouring messages of one role, joined. */
export interface PlainTurn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly TextPart[];
}

/** A conversation as Mistral's first template sees it: the system's text, then turns. */
export interface PlainConversation {
  /** Empty when there is no system text. */
  readonly system: readonly TextPart[];
  readonly turns: readonly PlainTurn[];
}

/** Between merged messages, and between the system's text and a user's text. */
export const messageSeparator = '\n\n';

/**
 * Joins neighbours of one role, and all system messages, as mistral-common's `InstructRequestNormalizer` does: empty texts
 * are left out, a system message between two user messages keeps them apart, and a conversation that does not begin with a
 * user's turn gets an empty one.
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
