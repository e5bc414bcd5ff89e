import { type ChatRequestMessage } from '../schema/chat-message.schema.js';

/** The key of the index. Copies of a message keep it, and nothing that lists or writes fields by name sees it. */
const originalIndex = Symbol('originalIndex');

/** Marks the messages of a request with their indexes, since moderation and repairs may leave some out. */
export function markIndexes(messages: readonly ChatRequestMessage[]): ChatRequestMessage[] {
  return messages.map((message, index) => Object.assign({ ...message }, { [originalIndex]: index }));
}

/** Reads the index of a message in its request. Undefined for a message that was added. */
export function readIndex(message: ChatRequestMessage): number | undefined {
  return (message as { readonly [originalIndex]?: number })[originalIndex];
}
