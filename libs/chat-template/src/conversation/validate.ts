import { type ConversationProblem, InvalidConversationError } from '../errors/chat-template-errors.js';
import { type ChatMessage, type ChatRole, isEmptyAnswer } from './messages.js';
import { type PromptOptions } from './prompt-options.js';
import { checkShape } from './validate-shape.js';
import { checkToolOptions, isToolName } from './validate-tools.js';

/**
 * Checks that the messages are a conversation, and that the tools are usable. By default it refuses all that mistral-common
 * refuses, and in `strict` mode every conversation that would have to be merged.
 *
 * @throws {InvalidConversationError} that says which message is wrong, why, and what to do
 */
export function validateConversation(messages: readonly ChatMessage[], options: PromptOptions = {}): void {
  checkShape(messages);
  checkToolOptions(options);
  if (messages.length === 0) throw problem('EMPTY_CONVERSATION', -1, 'The conversation is empty: add a user message.');
  const isStrict = options.conversation === 'strict';
  const areDropped = options.emptyAnswers === 'drop' && !isStrict;
  const pending = new PendingToolCalls();
  let previous: ChatRole | undefined;
  for (const [index, message] of messages.entries()) {
    if (areDropped && isEmptyAnswer(message)) continue;
    checkMessage(message, index);
    checkOrder(message.role, previous, index);
    if (isStrict) checkAlternation(message.role, previous, index);
    pending.add(message, index);
    previous = message.role;
  }
  pending.checkNoneLeft(messages.length - 1);
  const last = messages.findLastIndex((message) => !(areDropped && isEmptyAnswer(message)));
  if (last === -1)
    throw problem('EMPTY_CONVERSATION', -1, 'The conversation has empty answers only: add a user message.');
  checkLast((messages[last] as ChatMessage).role, last, {
    isStrict,
    canContinue: options.continueFinalMessage === true,
  });
}

function checkMessage(message: ChatMessage, index: number): void {
  const { role, toolCalls } = message;
  switch (role) {
    case 'assistant':
      if (isEmptyAnswer(message)) {
        throw problem(
          'EMPTY_ASSISTANT_MESSAGE',
          index,
          `Message ${index} is an assistant message without text and without tool calls: give it text, or leave it out.`,
        );
      }
      break;
    case 'system':
    case 'user':
    case 'tool':
      if (toolCalls?.length) {
        throw problem(
          'TOOL_CALLS_NOT_FROM_ASSISTANT',
          index,
          `Message ${index} has tool calls, but its role is ${role}: only assistant messages call tools.`,
        );
      }
      break;
    default:
      throw problem(
        'UNKNOWN_ROLE',
        index,
        `Message ${index} has an unknown role: use system, user, assistant or tool.`,
      );
  }
}

/** The roles that may follow a role, as in mistral-common's validator. */
const allowedFollowers: Readonly<Record<ChatRole, readonly ChatRole[]>> = {
  system: ['system', 'user', 'assistant'],
  user: ['system', 'user', 'assistant'],
  assistant: ['user', 'assistant', 'tool'],
  tool: ['user', 'assistant', 'tool'],
};

function checkOrder(role: ChatRole, previous: ChatRole | undefined, index: number): void {
  if (role === 'tool' && previous !== 'assistant' && previous !== 'tool') {
    throw problem(
      'TOOL_RESULT_WITHOUT_CALL',
      index,
      `Message ${index} is a tool result, but the message before it made no tool call: put the assistant message with the call before it.`,
    );
  }
  if (previous !== undefined && !allowedFollowers[previous].includes(role)) {
    throw problem(
      'SYSTEM_NOT_FIRST',
      index,
      `Message ${index} is a system message after the first answer: put system messages at the beginning.`,
    );
  }
}

/** The roles that may follow a role when nothing is merged. */
const strictFollowers: Readonly<Record<ChatRole | 'start', readonly ChatRole[]>> = {
  start: ['system', 'user'],
  system: ['user'],
  user: ['assistant'],
  assistant: ['user', 'tool'],
  tool: ['assistant', 'tool'],
};

function checkAlternation(role: ChatRole, previous: ChatRole | undefined, index: number): void {
  const allowed = strictFollowers[previous ?? 'start'];
  if (allowed.includes(role)) return;
  if (role === 'system') {
    throw problem(
      'SYSTEM_NOT_FIRST',
      index,
      `Message ${index} is a system message that is not the first message: use one system message, at the beginning.`,
    );
  }
  const position = previous === undefined ? 'is the first' : `follows a message with the role ${previous}`;
  throw problem(
    'ROLES_NOT_ALTERNATING',
    index,
    `Message ${index} has the role ${role} and ${position}: expected ${allowed.join(' or ')}. Join neighbours of one role, or use the conversation mode "merge".`,
  );
}

function checkLast(
  role: ChatRole,
  index: number,
  { isStrict, canContinue }: { readonly isStrict: boolean; readonly canContinue: boolean },
): void {
  // Merging moves system text to the front, so it may come last.
  if (role === 'user' || role === 'tool' || (role === 'system' && !isStrict)) return;
  if (role === 'assistant' && canContinue) return;
  throw problem(
    'LAST_MESSAGE_NOT_FROM_USER',
    index,
    `Message ${index}, the last one, has the role ${role}: there is nothing to answer. End with a user message or a tool result, or let the model continue the answer (continueFinalMessage).`,
  );
}

/** Tracks the calls of the latest assistant message that have no result yet. */
class PendingToolCalls {
  readonly #ids = new Set<string>();

  add({ role, toolCalls, toolCallId }: ChatMessage, index: number): void {
    if (role === 'tool') {
      if (toolCallId !== undefined && this.#ids.delete(toolCallId)) return;
      throw problem(
        'TOOL_RESULT_WITHOUT_CALL',
        index,
        `Message ${index} is a tool result whose toolCallId names no open call of the assistant message before it: use the id of a call, once.`,
      );
    }
    this.checkNoneLeft(index);
    for (const { id, name } of toolCalls ?? []) {
      if (!isToolName(name)) {
        throw problem(
          'INVALID_TOOL_NAME',
          index,
          `Message ${index} calls a tool whose name is not 1 to 64 letters, digits, underscores or dashes: use the name of a tool.`,
        );
      }
      if (this.#ids.has(id)) {
        throw problem(
          'DUPLICATE_TOOL_CALL_ID',
          index,
          `Message ${index} has two tool calls with one id: give each call an id of its own.`,
        );
      }
      this.#ids.add(id);
    }
  }

  checkNoneLeft(index: number): void {
    if (this.#ids.size === 0) return;
    throw problem(
      'TOOL_CALL_WITHOUT_RESULT',
      index,
      `At message ${index}, ${this.#ids.size} tool call(s) of the assistant have no result: add a tool message for each call, directly after it.`,
    );
  }
}

function problem(code: ConversationProblem, messageIndex: number, message: string): InvalidConversationError {
  return new InvalidConversationError(code, messageIndex, message);
}
