import { type ChatMixtral, type ChatMixtralCallOptions } from '@leeward/mixtral-llm';
import { type ChatCompletionsRequest } from '../schema/chat-completions.schema.js';
import { type ChatRequestMessage } from '../schema/chat-message.schema.js';
import { fitHistory, type FittedHistory } from './fit-history.js';
import { toRepairedMessages, toTemplateMessages } from './to-template-messages.js';

/**
 * Converts the messages of a request to a conversation that templates can write. It fits into the context if the request
 * asks for it.
 *
 * @throws as `fitHistory`
 */
export async function toFittingMessages(
  messages: readonly ChatRequestMessage[],
  request: Pick<ChatCompletionsRequest, 'repair' | 'truncation'>,
  chat: ChatMixtral,
  options: Partial<ChatMixtralCallOptions>,
): Promise<FittedHistory> {
  if (request.truncation !== 'auto') return { messages: toTemplateMessages(messages, request, chat), truncated: [] };
  return fitHistory(toRepairedMessages(messages, request, chat), chat, options);
}
