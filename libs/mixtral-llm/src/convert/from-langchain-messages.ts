import { AIMessage, type BaseMessage, ChatMessage as GenericMessage, ToolMessage } from '@langchain/core/messages';
import { type ChatMessage, type ChatRole, type ToolCall } from '@leeward/chat-template';
import { UnsupportedMessageError } from '../errors/index.js';

/**
 * Converts LangChain messages to plain chat messages with the same indices.
 *
 * @throws {UnsupportedMessageError} for a role or a content block that a text model cannot take
 */
export function fromLangChainMessages(messages: readonly BaseMessage[]): ChatMessage[] {
  return messages.map((message, index) => {
    const role = toRole(message, index);
    const content = readText(message, index);
    const name = typeof message.name === 'string' && message.name !== '' ? { name: message.name } : {};
    if (ToolMessage.isInstance(message)) return { role, content, toolCallId: message.tool_call_id };
    if (AIMessage.isInstance(message) && message.tool_calls?.length) {
      return { role, content, ...name, toolCalls: message.tool_calls.map(toToolCall) };
    }
    return { role, content, ...name };
  });
}

/** Maps the role names of LangChain and of OpenAI's API to roles of the template. */
const rolesByName: Readonly<Record<string, ChatRole>> = {
  system: 'system',
  developer: 'system',
  human: 'user',
  user: 'user',
  ai: 'assistant',
  assistant: 'assistant',
  tool: 'tool',
};

function toRole(message: BaseMessage, index: number): ChatRole {
  const name = GenericMessage.isInstance(message) ? message.role : message.type;
  const role = Object.hasOwn(rolesByName, name) ? rolesByName[name] : undefined;
  if (role === undefined) {
    throw new UnsupportedMessageError(index, `the role "${name}"`, 'use system, human, ai or tool');
  }
  return role;
}

/** Types of blocks to leave out of an answer: calls are read from `tool_calls`, and no template renders the others. */
const blocksWithoutText = new Set([
  'tool_call',
  'tool_call_chunk',
  'tool_use',
  'invalid_tool_call',
  'reasoning',
  'thinking',
  'redacted_thinking',
]);

/** Reads the text of plain content, and of blocks in LangChain's own and in its standard form. */
function readText(message: BaseMessage, index: number): string {
  if (typeof message.content === 'string') return message.content;
  const isAnswer = AIMessage.isInstance(message);
  const texts: string[] = [];
  for (const block of message.content) {
    if (typeof block === 'string') texts.push(block);
    else if ((block.type === 'text' || block.type === 'text-plain') && typeof block['text'] === 'string') {
      texts.push(block['text']);
    } else if (!isAnswer || !blocksWithoutText.has(block.type)) {
      throw new UnsupportedMessageError(index, `a content block of type "${block.type}"`, 'send text only');
    }
  }
  return texts.join('');
}

function toToolCall(call: NonNullable<AIMessage['tool_calls']>[number], index: number): ToolCall {
  return { id: call.id ?? `call_${index}`, name: call.name, arguments: JSON.stringify(call.args) };
}
