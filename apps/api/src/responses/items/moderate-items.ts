import { type Moderator } from '@leeward/moderation';
import { toBodyPath } from '../../completions/chat/moderation/message-sources.js';
import { moderateChatContent } from '../../completions/chat/moderation/moderate-chat-content.js';
import { InputModeration } from '../../moderation/moderate-input.js';
import { type Item } from './item.js';
import { toModeratedItems } from './moderated-items.js';
import { type PlacedItem, toChatMessages } from './to-chat-messages.js';

/** The way in which items are moderated. */
export interface ItemsContext {
  readonly moderator: Moderator;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/**
 * Moderates items that are to be stored, as messages of a chat.
 *
 * @returns the items of each message; an empty list for one that the policy leaves out of histories
 * @throws OpenAiError as `moderateChatContent`, with paths of the chat
 */
export async function moderateItems(
  items: readonly PlacedItem[],
  { moderator, requestId, signal }: ItemsContext,
): Promise<readonly (readonly Item[])[]> {
  const converted = toChatMessages(items);
  if (converted.length === 0) return [];
  const sources = converted.map(({ source }) => source);
  const dropped = new Set<number>();
  const moderation = new InputModeration(moderator, {
    requestId,
    signal,
    toRecordedPath: (path) => toBodyPath(path, sources, []),
    onHistory: (changes) => {
      for (const { index, action } of changes) if (action === 'drop') dropped.add(index);
    },
  });
  const { messages } = await moderateChatContent({ messages: converted.map(({ message }) => message) }, moderation);
  return toModeratedItems(converted, messages, dropped);
}
