import { type ChatRequestMessage } from './chat-message.schema.js';

/** Marks text of a system message within a turn of the user. */
const systemMark = 'System message:\n';

/**
 * Converts system messages behind the first answer to marked messages of the user: no template can write them there.
 *
 * One between calls and their results is moved behind the results, which must follow their calls.
 */
export function moveLateSystemMessages(messages: readonly ChatRequestMessage[]): ChatRequestMessage[] {
  const moved: ChatRequestMessage[] = [];
  const waiting: ChatRequestMessage[] = [];
  let hasAnswer = false;
  for (const message of messages) {
    if (hasAnswer && (message.role === 'system' || message.role === 'developer')) {
      waiting.push({ role: 'user', content: `${systemMark}${message.content}` });
      continue;
    }
    if (message.role !== 'tool') moved.push(...waiting.splice(0));
    hasAnswer ||= message.role === 'assistant';
    moved.push(message);
  }
  return [...moved, ...waiting];
}
