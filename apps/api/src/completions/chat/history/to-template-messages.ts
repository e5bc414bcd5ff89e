import { type ChatMixtral } from '@leeward/mixtral-llm';
import { type ChatCompletionsRequest } from '../schema/chat-completions.schema.js';
import { type ChatRequestMessage } from '../schema/chat-message.schema.js';
import { type RepairedHistory, repairHistory } from './repair-history.js';

/** Marks text of a system message within a turn of the user. */
const systemMark = 'System message:\n';

/** Converts the messages of a request to a conversation that templates can write. */
export function toTemplateMessages(
  messages: readonly ChatRequestMessage[],
  request: Pick<ChatCompletionsRequest, 'repair'>,
  chat: ChatMixtral,
): readonly ChatRequestMessage[] {
  return moveLateSystemMessages(toRepairedMessages(messages, request, chat));
}

/** Repairs the messages of a request that asks for it. */
export function toRepairedMessages(
  messages: readonly ChatRequestMessage[],
  { repair }: Pick<ChatCompletionsRequest, 'repair'>,
  chat: ChatMixtral,
): readonly ChatRequestMessage[] {
  return repair ? repairFor(messages, chat).messages : messages;
}

/** Names the messages of a request that a repair changes, such as `messages[3]`. */
export function findRepairs({ messages, repair }: ChatCompletionsRequest, chat: ChatMixtral): readonly string[] {
  return repair ? repairFor(messages, chat).changed.map((index) => `messages[${index}]`) : [];
}

function repairFor(messages: readonly ChatRequestMessage[], { template }: ChatMixtral): RepairedHistory {
  return repairHistory(messages, template.toolCallSyntax.kind === 'tagged');
}

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
