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

import { readableContent, withContent } from './content-blocks.js';
import { isOpaqueId } from './opaque-id.js';
import { safeMetadata, unsafeMetadata } from './safe-metadata.js';
import { type ModerationRole, type ModerationStage } from '../../contract/moderation-input.js';

/** What of a message can be judged: the values that a model, or a person, reads as text. */
export interface ReadableParts {
  readonly content: unknown;
  readonly tool_calls?: unknown;
  readonly invalid_tool_calls?: unknown;
  readonly artifact?: unknown;
  readonly name?: unknown;
  /** Of a message of any role, whose role is a text. */
  readonly role?: unknown;
  /** Ids that have not the form of one: of the message, of its calls, of the call that it answers. */
  readonly ids?: unknown;
  /** What else travels with a message, but for what is known to hold no text. */
  readonly metadata?: unknown;
  /** Fields that no message has, and that are written with one all the same. */
  readonly others?: unknown;
}

/** Where a message stands in a request, as a policy names it. */
export function toBoundary(message: BaseMessage): { readonly stage: ModerationStage; readonly role: ModerationRole } {
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

/** What is to be judged of a message: of media blocks nothing. */
export function readableParts(message: BaseMessage): ReadableParts {
  const content = readableContent(message.content);
  const ids = idsOf(message);
  const metadata = [
    message.additional_kwargs,
    unsafeMetadata(message.response_metadata),
    unsafeMetadata(countsOf(message)),
  ].filter((fields) => Object.keys(fields).length > 0);
  const others = [unknownFields(message), unknownStatus(message), ...callPieces(message)].filter(
    (fields) => Object.keys(fields).length > 0,
  );
  return {
    content,
    ...callsOf(message),
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

/** What an answer cost, which is to be numbers: nothing keeps a text out of there. */
function countsOf(message: BaseMessage): Readonly<Record<string, unknown>> {
  return AIMessage.isInstance(message) && message.usage_metadata !== undefined
    ? { usage_metadata: message.usage_metadata }
    : {};
}

/** Fields that are judged where they belong, are ids, or repeat the content. */
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

/** Whatever else was given when the message was made: it is written into checkpoints and traces. */
function unknownFields(message: BaseMessage): Readonly<Record<string, unknown>> {
  const given = message.lc_kwargs as Readonly<Record<string, unknown>>;
  const names = Object.keys(given).filter((name) => !knownFields.has(name));
  return Object.fromEntries(
    names.map((name) => [name, name in message ? message[name as keyof BaseMessage] : given[name]]),
  );
}

function unknownStatus(message: BaseMessage): Readonly<Record<string, unknown>> {
  const isUnknown = ToolMessage.isInstance(message) && ![undefined, 'success', 'error'].includes(message.status);
  return isUnknown ? { status: message.status } : {};
}

/** The pieces of calls, which a message keeps beside the calls. */
function callPieces(message: BaseMessage): readonly object[] {
  if (!AIMessageChunk.isInstance(message)) return [];
  return (message.tool_call_chunks ?? []).map(({ id, type: _type, index: _index, ...piece }) =>
    id === undefined || isOpaqueId(id) ? piece : { ...piece, id },
  );
}

/** Ids that may be texts. */
function idsOf(message: BaseMessage): readonly string[] {
  const calls = AIMessage.isInstance(message)
    ? [...(message.tool_calls ?? []), ...(message.invalid_tool_calls ?? [])]
    : [];
  const answered = ToolMessage.isInstance(message) ? [message.tool_call_id] : [];
  return [message.id, ...answered, ...calls.map(({ id }) => id)].filter(
    (id) => typeof id === 'string' && id !== '' && !isOpaqueId(id),
  ) as string[];
}

function callsOf(message: BaseMessage): Pick<ReadableParts, 'tool_calls' | 'invalid_tool_calls'> {
  if (!AIMessage.isInstance(message)) return {};
  const { tool_calls: calls = [], invalid_tool_calls: invalid = [] } = message;
  return {
    ...(calls.length > 0 ? { tool_calls: calls.map(readableCall) } : {}),
    ...(invalid.length > 0 ? { invalid_tool_calls: invalid.map(readableCall) } : {}),
  };
}

/** A call without what is known to hold no text. */
function readableCall({ id: _id, type, name, args, ...others }: ToolCall | InvalidToolCall): object {
  return {
    name,
    args,
    ...others,
    ...(type === undefined || type === 'tool_call' || type === 'invalid_tool_call' ? {} : { type }),
  };
}

/** The message with approved parts in place of its own; everything about it that could repeat the old text is left out. */
export function withParts(message: BaseMessage, parts: ReadableParts): BaseMessage {
  const approvedIds = new Map(
    idsOf(message).map((id, index) => [id, String((parts.ids as readonly unknown[])[index])]),
  );
  const idOf = (id: string): string => approvedIds.get(id) ?? id;
  const fields = {
    content: withContent(message.content, parts.content),
    ...(message.id === undefined ? {} : { id: idOf(message.id) }),
    ...(parts.name === undefined ? {} : { name: String(parts.name) }),
  };
  if (AIMessage.isInstance(message)) {
    const approved = (parts.tool_calls ?? []) as readonly {
      readonly name: string;
      readonly args: Record<string, unknown>;
    }[];
    const toolCalls = (message.tool_calls ?? []).map(({ id }, index) => ({
      name: '',
      args: {},
      ...approved[index],
      type: 'tool_call' as const,
      ...(id === undefined ? {} : { id: idOf(id) }),
    }));
    return new AIMessage({ ...fields, ...safeMetadata(countsOf(message)), tool_calls: toolCalls });
  }
  if (ToolMessage.isInstance(message)) {
    return new ToolMessage({
      ...fields,
      tool_call_id: idOf(message.tool_call_id),
      ...(message.status === undefined
        ? {}
        : { status: message.status === 'error' ? ('error' as const) : ('success' as const) }),
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
      return new ChatMessage({ ...fields, role: parts.role === undefined ? 'user' : String(parts.role) });
  }
}
