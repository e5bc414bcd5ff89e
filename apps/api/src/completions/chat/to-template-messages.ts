import { type ChatMixtral } from '@leeward/mixtral-llm';
import { type ChatCompletionsRequest } from './chat-completions.schema.js';
import { type ChatRequestMessage } from './chat-message.schema.js';
import { moveLateSystemMessages } from './late-system-messages.js';
import { type RepairedHistory, repairHistory } from './repair-history.js';

/** Converts the messages of a request to a conversation that templates can write. */
export function toTemplateMessages(
  messages: readonly ChatRequestMessage[],
  { repair }: Pick<ChatCompletionsRequest, 'repair'>,
  chat: ChatMixtral,
): readonly ChatRequestMessage[] {
  return moveLateSystemMessages(repair ? repairFor(messages, chat).messages : messages);
}

/** Names the messages of a request that a repair changes, such as `messages[3]`. */
export function findRepairs({ messages, repair }: ChatCompletionsRequest, chat: ChatMixtral): readonly string[] {
  return repair ? repairFor(messages, chat).changed.map((index) => `messages[${index}]`) : [];
}

function repairFor(messages: readonly ChatRequestMessage[], { template }: ChatMixtral): RepairedHistory {
  return repairHistory(messages, template.toolCallSyntax.kind === 'tagged');
}
