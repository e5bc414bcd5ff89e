import { type ChatRequestMessage } from '../../completions/chat/schema/chat-message.schema.js';
import { type MessageSource } from '../../completions/chat/moderation/message-sources.js';
import { type NewItem } from './item.schema.js';
import { type ContentPart, type Item, readText } from './item.js';

/** An item, and its path in the body. */
export interface PlacedItem {
  readonly item: NewItem;
  /** For example `input[3]`. */
  readonly path: string;
  /** Whether the path is that of the text itself. Default false. */
  readonly isText?: boolean | undefined;
}

/** A message of a chat, and the items of which it was made: an answer and its calls are one message. */
export interface ConvertedMessage {
  readonly message: ChatRequestMessage;
  readonly source: MessageSource;
  /** The parts of its text. */
  readonly content: readonly ContentPart[];
}

/** Converts items to messages of a chat. Thoughts of other models are left out. */
export function toChatMessages(items: readonly PlacedItem[]): ConvertedMessage[] {
  const converted: ConvertedMessage[] = [];
  for (const { item, path, isText = false } of items) {
    switch (item.type) {
      case 'message':
        converted.push(fromMessage(item, { message: path, text: isText ? path : `${path}.content` }));
        break;
      case 'function_call':
        converted.push(withCall(takeAnswer(converted, path), item, path));
        break;
      case 'function_call_output':
        converted.push({
          message: { role: 'tool', content: item.output, tool_call_id: item.call_id },
          source: { message: path, text: `${path}.output` },
          content: [],
        });
    }
  }
  return converted;
}

/** Reads a stored item as one of a request. */
export function fromStoredItem(item: Item): NewItem {
  if (item.type === 'message') return { type: item.type, role: item.role, content: [...item.content] };
  if (item.type === 'function_call_output') return { type: item.type, call_id: item.call_id, output: item.output };
  return {
    type: item.type,
    call_id: item.call_id,
    name: item.name,
    arguments: JSON.parse(item.arguments) as Readonly<Record<string, unknown>>,
  };
}

function fromMessage(
  { role, content }: NewItem & { readonly type: 'message' },
  source: MessageSource,
): ConvertedMessage {
  const text = readText(content);
  return {
    message: role === 'assistant' ? { role, content: text, tool_calls: [] } : { role, content: text },
    source,
    content,
  };
}

/** Takes the answer at the end, to which a call belongs; a new one without text where there is none. */
function takeAnswer(converted: ConvertedMessage[], path: string): ConvertedMessage {
  if (converted.at(-1)?.message.role === 'assistant') return converted.pop() as ConvertedMessage;
  return {
    message: { role: 'assistant', content: '', tool_calls: [] },
    source: { message: path, text: path },
    content: [],
  };
}

function withCall(
  { message, source, content }: ConvertedMessage,
  { call_id: id, name, arguments: values }: NewItem & { readonly type: 'function_call' },
  path: string,
): ConvertedMessage {
  const calls = message.role === 'assistant' ? message.tool_calls : [];
  return {
    message: {
      role: 'assistant',
      content: message.content,
      tool_calls: [...calls, { id, type: 'function', function: { name, arguments: values } }],
    },
    source: { ...source, calls: [...(source.calls ?? []), path] },
    content,
  };
}
