import { type ChatRequestMessage } from '../../completions/chat/schema/chat-message.schema.js';
import { type ContentPart, createItemId, type Item, readText } from './item.js';

/**
 * Converts a moderated message of a chat to the items that are stored: its text, and its calls.
 *
 * @param content the parts of its text before moderation; one part with the moderated text stands in their place when it differs
 */
export function fromChatMessage(message: ChatRequestMessage, content: readonly ContentPart[]): Item[] {
  if (message.role === 'tool') {
    return [
      {
        type: 'function_call_output',
        id: createItemId('function_call_output'),
        status: 'completed',
        call_id: message.tool_call_id,
        output: message.content,
      },
    ];
  }
  const calls = message.role === 'assistant' ? message.tool_calls : [];
  const hasText = message.content !== '' || calls.length === 0;
  return [
    ...(hasText ? [toMessage(message, content)] : []),
    ...calls.map(({ id, function: called }): Item => ({
      type: 'function_call',
      id: createItemId('function_call'),
      status: 'completed',
      call_id: id,
      name: called.name,
      // The values that were moderated, and not the text: a text may name a property twice.
      arguments: JSON.stringify(called.arguments),
    })),
  ];
}

function toMessage(
  { role, content: text }: Exclude<ChatRequestMessage, { role: 'tool' }>,
  content: readonly ContentPart[],
): Item {
  const isUnchanged = content.length > 0 && readText(content) === text;
  return {
    type: 'message',
    id: createItemId('message'),
    status: 'completed',
    role,
    content: isUnchanged ? content : [toPart(role, text)],
  };
}

function toPart(role: ChatRequestMessage['role'], text: string): ContentPart {
  return role === 'assistant'
    ? { type: 'output_text', text, annotations: [], logprobs: [] }
    : { type: 'input_text', text };
}
