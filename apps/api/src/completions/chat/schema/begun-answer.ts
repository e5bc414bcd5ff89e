import { type ChatRequestMessage } from './chat-message.schema.js';

/** Finds the answer at the end of a conversation, which the model continues; undefined where there is none. */
export function findBegunAnswer(messages: readonly ChatRequestMessage[]): string | undefined {
  const last = messages.findLastIndex((message) => message.role !== 'assistant' || message.tool_calls.length > 0);
  const texts = messages.slice(last + 1).flatMap(({ content }) => (content === '' ? [] : content));
  // Templates join neighbours of one role in this way.
  return texts.length === 0 ? undefined : texts.join('\n\n');
}
