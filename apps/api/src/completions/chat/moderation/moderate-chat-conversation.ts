import {
  ContentRefusedError,
  moderateConversation,
  removedMessageNote,
  settleTurn,
  toViewedText,
  type ViewedText,
} from '@leeward/moderation';
import { type InputLocation, type InputModeration } from '../../../moderation/moderate-input.js';
import { type ChatRequestMessage } from '../schema/chat-message.schema.js';

/** The path of a message or of a part of it, and whether it is of the history. */
export type MessageLocation = Pick<InputLocation, 'path' | 'isHistory' | 'precedingText'>;

/** Moderates one message. */
type ModerateMessage = (
  message: ChatRequestMessage,
  location: MessageLocation,
  moderation: InputModeration,
) => Promise<ChatRequestMessage>;

/**
 * Moderates the messages of a request, and reports those of the history that are left out or replaced.
 *
 * @throws {OpenAiError} 400 or 503, as `InputModeration.text`
 */
export async function moderateChatConversation(
  messages: readonly ChatRequestMessage[],
  moderation: InputModeration,
  moderateMessage: ModerateMessage,
): Promise<ChatRequestMessage[]> {
  const { viewedTurns: turns } = moderation;
  const conversation = await moderateConversation(messages, {
    toTurn: (message) => ({
      role: toStageAndRole(message).role,
      callIds: message.role === 'assistant' ? message.tool_calls.map(({ id }) => id) : undefined,
      answeredCallId: message.role === 'tool' ? message.tool_call_id : undefined,
    }),
    toText: ({ content }) => content,
    moderate: (message, { index, ...turn }) =>
      settleTurn(moderateMessage(message, { path: `messages[${index}]`, ...turn }, moderation)),
    view:
      turns === 0
        ? undefined
        : {
            turns,
            moderate: (message, earlier, { index, ...turn }) =>
              settleTurn(
                moderateTogether(message, earlier, { path: `messages[${index}].content`, ...turn }, moderation),
              ),
          },
    toNote,
  });
  moderation.reportHistory(conversation.changes);
  return conversation.messages;
}

async function moderateTogether(
  message: ChatRequestMessage,
  earlier: readonly ChatRequestMessage[],
  location: MessageLocation,
  moderation: InputModeration,
): Promise<ChatRequestMessage> {
  const input = { ...location, ...toStageAndRole(message), text: readViewedText(message) };
  const text = await moderation.view({ ...input, earlier: earlier.map(readViewedText) });
  return text === undefined ? message : { ...message, content: text };
}

/** Reads the content of a message, and the arguments of its calls. */
function readViewedText(message: ChatRequestMessage): ViewedText {
  const calls = message.role === 'assistant' ? message.tool_calls : [];
  if (calls.length === 0) return toViewedText(message.content);
  return toViewedText([message.content, ...calls.map((call) => call.function.arguments)]);
}

/** Finds the stage at which a message is moderated, and its author. */
export function toStageAndRole({ role }: Pick<ChatRequestMessage, 'role'>): Pick<InputLocation, 'stage' | 'role'> {
  if (role === 'tool') return { stage: 'tool-result', role };
  return { stage: 'input', role: role === 'developer' ? 'system' : role };
}

/** Creates the message that stands in place of a stopped one. It keeps the ids of calls, so that results still have their calls. */
function toNote({ name: _, ...message }: ChatRequestMessage): ChatRequestMessage {
  if (message.role !== 'assistant') return { ...message, content: removedMessageNote };
  const calls = message.tool_calls.map((call) => ({ ...call, function: { name: 'redacted', arguments: {} } }));
  return { ...message, content: removedMessageNote, tool_calls: calls };
}

/**
 * Waits for all parts of a message.
 *
 * A part that could not be moderated decides before one that is blocked: it stops the request, and a blocked part of the history
 * does not.
 *
 * @throws the error of a part
 */
export async function settleParts<Parts extends readonly unknown[]>(
  parts: readonly [...Parts],
): Promise<{ [Index in keyof Parts]: Awaited<Parts[Index]> }> {
  const settled = await Promise.allSettled(parts);
  const failed = settled.filter((part): part is PromiseRejectedResult => part.status === 'rejected');
  const stopping = failed.find(({ reason }) => !ContentRefusedError.isInstance(reason));
  if (stopping !== undefined) throw stopping.reason;
  return Promise.all(parts);
}
