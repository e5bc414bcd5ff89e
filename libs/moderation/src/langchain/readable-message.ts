import { AIMessage, type BaseMessage, ChatMessage, HumanMessage, type MessageContent, SystemMessage, ToolMessage } from '@langchain/core/messages';

import { type ModerationRole, type ModerationStage } from '../stage.js';

/** What of a message can be judged: the values that a model, or a person, reads as text. */
export interface ReadableParts {
  readonly content: unknown;
  readonly tool_calls?: unknown;
  readonly invalid_tool_calls?: unknown;
  readonly artifact?: unknown;
}

const mediaTypes: ReadonlySet<unknown> = new Set([
  'image', 'image_url', 'input_image', 'audio', 'input_audio', 'video', 'file', 'input_file', 'media', 'container_upload',
]);

/** Whether a content block carries a picture, sound or file: this library judges text only. */
export function isMedia(block: unknown): boolean {
  return typeof block === 'object' && block !== null && 'type' in block && mediaTypes.has(block.type);
}

/** Where a message stands in a request, as a policy names it. */
export function boundaryOf(message: BaseMessage): { readonly stage: ModerationStage; readonly role: ModerationRole } {
  switch (message.getType()) {
    case 'tool':
    case 'function':
      return { stage: 'tool-result', role: 'tool' };
    case 'system':
    case 'developer':
      return { stage: 'input', role: 'system' };
    case 'ai':
      return { stage: 'input', role: 'assistant' };
    default:
      return { stage: 'input', role: 'user' };
  }
}

/** What is to be judged of a message: of text blocks the text alone, of media blocks nothing. */
export function readableParts(message: BaseMessage): ReadableParts {
  const content = typeof message.content === 'string' ? message.content : message.content.map(readableBlock);
  if (AIMessage.isInstance(message)) {
    return {
      content,
      ...(message.tool_calls?.length ? { tool_calls: message.tool_calls.map(({ name, args }) => ({ name, args })) } : {}),
      ...(message.invalid_tool_calls?.length
        ? { invalid_tool_calls: message.invalid_tool_calls.map(({ name, args, error }) => ({ name, args, error })) }
        : {}),
    };
  }
  if (ToolMessage.isInstance(message) && message.artifact !== undefined) return { content, artifact: message.artifact as unknown };
  return { content };
}

/** The message with approved parts in place of its own; everything about it that could repeat the old text is left out. */
export function withParts(message: BaseMessage, parts: ReadableParts): BaseMessage {
  const fields = {
    content: contentOf(message.content, parts.content),
    ...(message.id === undefined ? {} : { id: message.id }),
    ...(message.name === undefined ? {} : { name: message.name }),
  };
  if (AIMessage.isInstance(message)) {
    const approved = (parts.tool_calls ?? []) as readonly { readonly name: string; readonly args: Record<string, unknown> }[];
    const toolCalls = (message.tool_calls ?? []).map((call, index) => ({ ...call, ...approved[index] }));
    const usage = message.usage_metadata === undefined ? {} : { usage_metadata: message.usage_metadata };
    return new AIMessage({ ...fields, ...usage, tool_calls: toolCalls });
  }
  if (ToolMessage.isInstance(message)) {
    return new ToolMessage({
      ...fields,
      tool_call_id: message.tool_call_id,
      ...(message.status === undefined ? {} : { status: message.status }),
      ...(parts.artifact === undefined ? {} : { artifact: parts.artifact }),
    });
  }
  switch (message.getType()) {
    case 'system':
    case 'developer':
      return new SystemMessage(fields);
    case 'human':
      return new HumanMessage(fields);
    default:
      return new ChatMessage({ ...fields, role: ChatMessage.isInstance(message) ? message.role : 'user' });
  }
}

function readableBlock(block: object): unknown {
  if (isMedia(block)) return null;
  return isText(block) ? block.text : block;
}

function isText(block: object): block is { readonly type: 'text'; readonly text: string } {
  return 'type' in block && block.type === 'text' && 'text' in block && typeof block.text === 'string';
}

function contentOf(original: MessageContent, approved: unknown): MessageContent {
  if (typeof original === 'string' || !Array.isArray(approved)) return approved as MessageContent;
  const put = (block: (typeof original)[number], value: unknown): typeof block => {
    if (isMedia(block)) return block;
    return isText(block) ? { ...block, text: String(value) } : (value as typeof block);
  };
  return original.map((block, index) => put(block, approved[index]));
}
