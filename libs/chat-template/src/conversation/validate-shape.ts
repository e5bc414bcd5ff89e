import { InvalidConversationError } from '../errors/chat-template-errors.js';
import { type ChatMessage } from './messages.js';

/**
 * Checks that a value is a list of messages with text. Callers without types may give anything.
 *
 * @throws {InvalidConversationError} when it is none
 */
export function checkShape(messages: unknown): asserts messages is readonly ChatMessage[] {
  if (!Array.isArray(messages)) throw problem(-1, 'The conversation is no list: give an array of messages.');
  for (const [index, message] of messages.entries()) checkMessage(message, index);
}

function checkMessage(message: unknown, index: number): void {
  if (!isObject(message)) {
    throw problem(index, `Message ${index} is no object: give { role, content }.`);
  }
  const { content, name, toolCalls, toolCallId } = message;
  if (typeof content !== 'string') {
    throw problem(index, `Message ${index} has content that is no text: give a string, which may be empty.`);
  }
  if (name !== undefined && typeof name !== 'string') {
    throw problem(index, `Message ${index} has a name that is no text: give a string, or leave it out.`);
  }
  if (toolCalls !== undefined && !(Array.isArray(toolCalls) && toolCalls.every(isToolCall))) {
    throw problem(
      index,
      `Message ${index} has tool calls of another form: give a list of { id, name, arguments }, all text.`,
    );
  }
  if (toolCallId !== undefined && typeof toolCallId !== 'string') {
    throw problem(index, `Message ${index} has a toolCallId that is no text: give the id of the call.`);
  }
}

function isToolCall(call: unknown): boolean {
  return isObject(call) && [call['id'], call['name'], call['arguments']].every((value) => typeof value === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function problem(messageIndex: number, message: string): InvalidConversationError {
  return new InvalidConversationError('INVALID_MESSAGE', messageIndex, message);
}
