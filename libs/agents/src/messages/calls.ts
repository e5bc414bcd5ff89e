import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';

/** LangChain's calls for structured answers begin so. They are no calls of tools, and run nothing. */
const structuredAnswerPrefix = 'extract-';

/** A call of a tool in a message. */
export type MessageCall = NonNullable<AIMessage['tool_calls']>[number];

/** The calls that the last answer of a model asks for, and that have no result yet. */
export interface PendingCalls {
  readonly message: AIMessage;
  readonly calls: readonly MessageCall[];
}

/** Finds the calls of the last answer of a model that have no result yet. */
export function findPendingCalls(messages: readonly BaseMessage[]): PendingCalls | undefined {
  const index = messages.findLastIndex((message) => AIMessage.isInstance(message));
  const message = messages[index];
  if (message === undefined || !AIMessage.isInstance(message)) return undefined;
  const answered = new Set(
    messages.slice(index + 1).flatMap((other) => (ToolMessage.isInstance(other) ? [other.tool_call_id] : [])),
  );
  const calls = (message.tool_calls ?? []).filter(
    ({ id, name }) => !name.startsWith(structuredAnswerPrefix) && !(id !== undefined && answered.has(id)),
  );
  return calls.length === 0 ? undefined : { message, calls };
}

/** Names a call within its thread. The id alone is not enough: some models count their calls from 0 in each answer. */
export function toCallKey(messages: readonly BaseMessage[], callId: string | undefined): string {
  const index = messages.findLastIndex(
    (message) => AIMessage.isInstance(message) && message.tool_calls?.some(({ id }) => id === callId),
  );
  return `${messages[index]?.id ?? index}/${callId ?? ''}`;
}

/** Replaces the arguments of calls in a message. Blocks of its content that repeat calls are left out. */
export function withEditedCalls(message: AIMessage, edits: ReadonlyMap<string, MessageCall['args']>): AIMessage {
  const { tool_calls: _, ...others } = message.additional_kwargs;
  return new AIMessage({
    id: message.id,
    name: message.name,
    content:
      typeof message.content === 'string'
        ? message.content
        : message.content.filter(({ type }) => !['tool_use', 'tool_call', 'function_call'].includes(String(type))),
    additional_kwargs: others,
    response_metadata: message.response_metadata,
    usage_metadata: message.usage_metadata,
    tool_calls: (message.tool_calls ?? []).map((call) => ({ ...call, args: edits.get(call.id ?? '') ?? call.args })),
  } as ConstructorParameters<typeof AIMessage>[0]);
}
