import { type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import { BasePromptValue } from '@langchain/core/prompt_values';

import { toConversationTurn } from './conversation-message.js';

/**
 * Finds the turn before an answer in the input of a model, a chain or an agent: a text, the newest user message, or the texts of a
 * record. Undefined where there is none.
 */
export function findPrecedingText(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (given instanceof BasePromptValue) return findNewestUserText(given.toChatMessages());
  if (isBaseMessage(given)) return findNewestUserText([given]);
  if (Array.isArray(given)) return findNewestUserText(given.filter((item): item is BaseMessage => isBaseMessage(item)));
  if (typeof given !== 'object' || given === null) return undefined;
  const { messages } = given as { readonly messages?: unknown };
  // Another record is not searched: it may contain itself.
  if (typeof messages === 'string' || Array.isArray(messages) || isBaseMessage(messages))
    return findPrecedingText(messages);
  const texts = Object.values(given).filter((value) => typeof value === 'string');
  return texts.length === 0 ? undefined : texts.join('\n');
}

/** Finds the text before the answer of a model: the newest user message, and the beginning of the answer if the model continues one. */
export function findPrecedingTextOfAnswer(messages: readonly BaseMessage[]): string | undefined {
  const question = findNewestUserText(messages);
  const last = messages.at(-1);
  if (last === undefined || last.text === '') return question;
  const { role, callIds = [] } = toConversationTurn(last);
  if (role !== 'assistant' || callIds.length > 0) return question;
  return question === undefined ? last.text : `${question}\n${last.text}`;
}

function findNewestUserText(messages: readonly BaseMessage[]): string | undefined {
  return messages.findLast((message) => toConversationTurn(message).role === 'user')?.text;
}
