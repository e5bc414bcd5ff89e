import { AIMessage, type BaseMessage, ChatMessage, HumanMessage, type MessageContent, SystemMessage, ToolMessage } from '@langchain/core/messages';

import { isOpaqueId } from './opaque-id.js';
import { unsafeMetadata } from './safe-metadata.js';
import { type ModerationRole, type ModerationStage } from '../stage.js';

/** What of a message can be judged: the values that a model, or a person, reads as text. */
export interface ReadableParts {
  readonly content: unknown;
  readonly tool_calls?: unknown;
  readonly invalid_tool_calls?: unknown;
  readonly artifact?: unknown;
  readonly name?: unknown;
  /** Ids that have not the form of one: of the message, of its calls, of the call that it answers. */
  readonly ids?: unknown;
  /** What else travels with a message, but for what is known to hold no text. */
  readonly metadata?: unknown;
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
  const ids = idsOf(message);
  const metadata = [message.additional_kwargs, unsafeMetadata(message.response_metadata)].filter((one) => Object.keys(one).length > 0);
  return {
    content,
    ...callsOf(message),
    ...(ToolMessage.isInstance(message) && message.artifact !== undefined ? { artifact: message.artifact as unknown } : {}),
    ...(message.name === undefined ? {} : { name: message.name }),
    ...(ids.length === 0 ? {} : { ids }),
    ...(metadata.length === 0 ? {} : { metadata }),
  };
}

/** Ids that may be texts. */
function idsOf(message: BaseMessage): readonly string[] {
  const calls = AIMessage.isInstance(message) ? [...(message.tool_calls ?? []), ...(message.invalid_tool_calls ?? [])] : [];
  const answered = ToolMessage.isInstance(message) ? [message.tool_call_id] : [];
  return [message.id, ...answered, ...calls.map(({ id }) => id)].filter((id) => typeof id === 'string' && id !== '' && !isOpaqueId(id)) as string[];
}

function callsOf(message: BaseMessage): Pick<ReadableParts, 'tool_calls' | 'invalid_tool_calls'> {
  if (!AIMessage.isInstance(message)) return {};
  const { tool_calls: calls = [], invalid_tool_calls: invalid = [] } = message;
  return {
    ...(calls.length > 0 ? { tool_calls: calls.map(({ name, args }) => ({ name, args })) } : {}),
    ...(invalid.length > 0 ? { invalid_tool_calls: invalid.map(({ name, args, error }) => ({ name, args, error })) } : {}),
  };
}

/** The message with approved parts in place of its own; everything about it that could repeat the old text is left out. */
export function withParts(message: BaseMessage, parts: ReadableParts): BaseMessage {
  const approvedIds = new Map(idsOf(message).map((id, index) => [id, String((parts.ids as readonly unknown[])[index])]));
  const idOf = (id: string): string => approvedIds.get(id) ?? id;
  const fields = {
    content: contentOf(message.content, parts.content),
    ...(message.id === undefined ? {} : { id: idOf(message.id) }),
    ...(parts.name === undefined ? {} : { name: String(parts.name) }),
  };
  if (AIMessage.isInstance(message)) {
    const approved = (parts.tool_calls ?? []) as readonly { readonly name: string; readonly args: Record<string, unknown> }[];
    const toolCalls = (message.tool_calls ?? []).map((call, index) => ({ ...call, ...approved[index], ...(call.id === undefined ? {} : { id: idOf(call.id) }) }));
    const usage = message.usage_metadata === undefined ? {} : { usage_metadata: message.usage_metadata };
    return new AIMessage({ ...fields, ...usage, tool_calls: toolCalls });
  }
  if (ToolMessage.isInstance(message)) {
    return new ToolMessage({
      ...fields,
      tool_call_id: idOf(message.tool_call_id),
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
