import { type ChatRequestMessage } from '../../completions/chat/schema/chat-message.schema.js';
import { fromChatMessage } from './from-chat-message.js';
import { type Item } from './item.js';
import { type ConvertedMessage } from './to-chat-messages.js';

/**
 * Converts the moderated messages of a chat back to items.
 *
 * @param converted the messages before moderation
 * @param moderated those that moderation left, in the same order
 * @param dropped the indexes of those that it left out
 */
export function toModeratedItems(
  converted: readonly ConvertedMessage[],
  moderated: readonly ChatRequestMessage[],
  dropped: ReadonlySet<number>,
): readonly (readonly Item[])[] {
  const left = moderated.values();
  return converted.map(({ content }, index) => {
    const message = dropped.has(index) ? undefined : left.next().value;
    return message === undefined ? [] : fromChatMessage(message, content);
  });
}
