import { AIMessage, type BaseMessage, isBaseMessage } from '@langchain/core/messages';
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

/** The text that an answer follows, and the text that it continues. */
interface AnswerContext {
  /** The newest user message. */
  readonly precedingText?: string | undefined;
  /** The beginning of the answer: the assistant's messages at the end of the conversation. */
  readonly begunText?: string | undefined;
}

/**
 * Finds the context of the answer of a model. Models continue an assistant's message at the end, so the answer is moderated together
 * with it. A model that begins anew instead loses nothing by this.
 */
export function findAnswerContext(messages: readonly BaseMessage[]): AnswerContext {
  const last = messages.findLastIndex((message) => !isBegunAnswer(message));
  const texts = messages.slice(last + 1).flatMap(({ text }) => (text === '' ? [] : text));
  // Templates join neighbours of one role in this way.
  const begunText = texts.length === 0 ? undefined : texts.join('\n\n');
  return { precedingText: findNewestUserText(messages), begunText };
}

/** Whether a message is an answer without calls: those have to be answered first. */
function isBegunAnswer(message: BaseMessage): boolean {
  if (toConversationTurn(message).role !== 'assistant') return false;
  const { tool_calls: calls = [], invalid_tool_calls: invalid = [] } = AIMessage.isInstance(message) ? message : {};
  return calls.length === 0 && invalid.length === 0;
}

function findNewestUserText(messages: readonly BaseMessage[]): string | undefined {
  return messages.findLast((message) => toConversationTurn(message).role === 'user')?.text;
}
