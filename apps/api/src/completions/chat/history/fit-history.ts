import { type ChatMixtral, type ChatMixtralCallOptions } from '@leeward/mixtral-llm';
import { type ChatRequestMessage } from '../schema/chat-message.schema.js';
import { toLangChainMessages } from '../to-langchain-messages.js';
import { readIndex } from './original-index.js';
import { moveLateSystemMessages } from './to-template-messages.js';

/** A conversation that fits into the context, and the messages that were left out of it. */
export interface FittedHistory {
  readonly messages: readonly ChatRequestMessage[];
  /** Such as `messages[1]`. */
  readonly truncated: readonly string[];
}

/**
 * Leaves the oldest turns out of a conversation that is too long. System messages and the last turn stay.
 *
 * @param messages with their indexes in the request (see `markIndexes`)
 * @throws {ContextOverflowError} when these alone are too long
 */
export async function fitHistory(
  messages: readonly ChatRequestMessage[],
  chat: ChatMixtral,
  options: Partial<ChatMixtralCallOptions>,
): Promise<FittedHistory> {
  const fit = async (conversation: readonly ChatRequestMessage[]): Promise<FittedHistory> => {
    const { kept, dropped } = await chat.fitMessages(toLangChainMessages(conversation), options);
    const pick = (indexes: readonly number[]) => indexes.map((index) => conversation[index] as ChatRequestMessage);
    return { messages: pick(kept), truncated: pick(dropped).flatMap(toPath) };
  };
  const fitted = await fit(moveLateSystemMessages(messages)).catch((error: unknown) => {
    if (hasLateSystemMessage(messages)) return undefined;
    throw error;
  });
  if (fitted && (fitted.truncated.length === 0 || !hasLateSystemMessage(messages))) return fitted;
  // A system message behind an answer would be a part of a turn, and go with it. In front of all turns it stays.
  const isSystem = ({ role }: ChatRequestMessage): boolean => role === 'system' || role === 'developer';
  return fit([...messages.filter(isSystem), ...messages.filter((message) => !isSystem(message))]);
}

function hasLateSystemMessage(messages: readonly ChatRequestMessage[]): boolean {
  const firstAnswer = messages.findIndex(({ role }) => role === 'assistant');
  return firstAnswer >= 0 && messages.slice(firstAnswer).some(({ role }) => role === 'system' || role === 'developer');
}

function toPath(message: ChatRequestMessage): readonly string[] {
  const index = readIndex(message);
  return index === undefined ? [] : [`messages[${index}]`];
}
