import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  ChatMessage,
  HumanMessage,
  type InvalidToolCall,
  SystemMessage,
  type ToolCall,
  ToolMessage,
} from '@langchain/core/messages';

import { readContent, withContent } from './content-blocks.js';
import { isOpaqueId } from './opaque-id.js';
import { safeMetadata, unsafeMetadata } from './safe-metadata.js';
import { type ModerationRole, type ModerationStage } from '../../contract/moderation-input.js';

/** The parts of a message that are moderated: all values that a model or a person reads as text. */
export interface ReadableParts {
  readonly content: unknown;
  readonly tool_calls?: unknown;
  readonly invalid_tool_calls?: unknown;
  readonly artifact?: unknown;
  readonly name?: unknown;
  /** The role of a `ChatMessage`, which is free text. */
  readonly role?: unknown;
  /** Ids that may be texts (see `isOpaqueId`): of the message, its calls, and the call that it answers. */
  readonly ids?: unknown;
  /** Metadata, without the values that hold no text. */
  readonly metadata?: unknown;
  /** Unknown fields that the message was created with: LangChain serializes them too. */
  readonly others?: unknown;
}

/** Finds the stage and the role of a message, as a policy names them. */
export function toStageAndRole(message: BaseMessage): {
  readonly stage: ModerationStage;
  readonly role: ModerationRole;
} {
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

/** Reads the parts of a message that are moderated: all but media blocks. */
export function readParts(message: BaseMessage): ReadableParts {
  const content = readContent(message.content);
  const ids = readTextIds(message);
  const metadata = [
    message.additional_kwargs,
    unsafeMetadata(message.response_metadata),
    unsafeMetadata(readUsage(message)),
  ].filter((fields) => Object.keys(fields).length > 0);
  const others = [readUnknownFields(message), readUnknownStatus(message), ...readCallChunks(message)].filter(
    (fields) => Object.keys(fields).length > 0,
  );
  return {
    content,
    ...readCalls(message),
    ...(ToolMessage.isInstance(message) && message.artifact !== undefined
      ? { artifact: message.artifact as unknown }
      : {}),
    ...(message.name === undefined ? {} : { name: message.name }),
    ...(ChatMessage.isInstance(message) ? { role: message.role } : {}),
    ...(ids.length === 0 ? {} : { ids }),
    ...(metadata.length === 0 ? {} : { metadata }),
    ...(others.length === 0 ? {} : { others }),
  };
}

/** Reads the usage of an answer. It should be numbers, but nothing keeps a text out of it. */
function readUsage(message: BaseMessage): Readonly<Record<string, unknown>> {
  return AIMessage.isInstance(message) && message.usage_metadata !== undefined
    ? { usage_metadata: message.usage_metadata }
    : {};
}

/** The fields of messages that are moderated as other parts, are ids, or repeat the content. */
const knownFields: ReadonlySet<string> = new Set([
  'content',
  'contentBlocks',
  'name',
  'id',
  'additional_kwargs',
  'response_metadata',
  'usage_metadata',
  'tool_calls',
  'invalid_tool_calls',
  'tool_call_chunks',
  'tool_call_id',
  'artifact',
  'status',
  'role',
]);

/** Reads all other fields that the message was made with: they are written into checkpoints and traces. */
function readUnknownFields(message: BaseMessage): Readonly<Record<string, unknown>> {
  const fields = message.lc_kwargs as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields).filter((name) => !knownFields.has(name));
  return Object.fromEntries(
    names.map((name) => [name, name in message ? message[name as keyof BaseMessage] : fields[name]]),
  );
}

function readUnknownStatus(message: BaseMessage): Readonly<Record<string, unknown>> {
  const isUnknown = ToolMessage.isInstance(message) && ![undefined, 'success', 'error'].includes(message.status);
  return isUnknown ? { status: message.status } : {};
}

/** Reads the pieces of calls, which a chunk keeps beside the calls. */
function readCallChunks(message: BaseMessage): readonly object[] {
  if (!AIMessageChunk.isInstance(message)) return [];
  return (message.tool_call_chunks ?? []).map(({ id, type: _type, index: _index, ...piece }) =>
    id === undefined || isOpaqueId(id) ? piece : { ...piece, id },
  );
}

/** Reads the ids that may be texts. */
function readTextIds(message: BaseMessage): readonly string[] {
  const calls = AIMessage.isInstance(message)
    ? [...(message.tool_calls ?? []), ...(message.invalid_tool_calls ?? [])]
    : [];
  const answered = ToolMessage.isInstance(message) ? [message.tool_call_id] : [];
  return [message.id, ...answered, ...calls.map(({ id }) => id)].filter(
    (id) => typeof id === 'string' && id !== '' && !isOpaqueId(id),
  ) as string[];
}

function readCalls(message: BaseMessage): Pick<ReadableParts, 'tool_calls' | 'invalid_tool_calls'> {
  if (!AIMessage.isInstance(message)) return {};
  const { tool_calls: calls = [], invalid_tool_calls: invalid = [] } = message;
  return {
    ...(calls.length > 0 ? { tool_calls: calls.map(readCall) } : {}),
    ...(invalid.length > 0 ? { invalid_tool_calls: invalid.map(readCall) } : {}),
  };
}

/** Leaves out the fields of a call that hold no text. */
function readCall({ id: _id, type, name, args, ...others }: ToolCall | InvalidToolCall): object {
  return {
    name,
    args,
    ...others,
    ...(type === undefined || type === 'tool_call' || type === 'invalid_tool_call' ? {} : { type }),
  };
}

/** Creates a message from moderated parts. Any other field that could repeat the old text is left out. */
export function withParts(message: BaseMessage, parts: ReadableParts): BaseMessage {
  const moderatedIds = new Map(
    readTextIds(message).map((id, index) => [id, String((parts.ids as readonly unknown[])[index])]),
  );
  const toModeratedId = (id: string): string => moderatedIds.get(id) ?? id;
  const fields = {
    content: withContent(message.content, parts.content),
    id: message.id === undefined ? undefined : toModeratedId(message.id),
    name: parts.name === undefined ? undefined : String(parts.name),
  };
  if (AIMessage.isInstance(message)) {
    const calls = (parts.tool_calls ?? []) as readonly {
      readonly name: string;
      readonly args: Record<string, unknown>;
    }[];
    const toolCalls = (message.tool_calls ?? []).map(({ id }, index) => ({
      name: '',
      args: {},
      ...calls[index],
      type: 'tool_call' as const,
      id: id === undefined ? undefined : toModeratedId(id),
    }));
    return new AIMessage({ ...fields, ...safeMetadata(readUsage(message)), tool_calls: toolCalls });
  }
  if (ToolMessage.isInstance(message)) {
    return new ToolMessage({
      ...fields,
      tool_call_id: toModeratedId(message.tool_call_id),
      status: message.status === undefined ? undefined : message.status === 'error' ? 'error' : 'success',
      artifact: parts.artifact,
    });
  }
  switch (message.getType()) {
    case 'system':
    case 'developer':
      return new SystemMessage(fields);
    case 'human':
      return new HumanMessage(fields);
    default:
      return new ChatMessage({ ...fields, role: parts.role === undefined ? 'user' : String(parts.role) });
  }
}
