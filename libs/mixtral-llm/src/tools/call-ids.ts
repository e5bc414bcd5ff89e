import { createHash } from 'node:crypto';
import { type ChatMessage, type PromptTemplate } from '@leeward/chat-template';

/**
 * Converts the ids of tool calls to the form that the template accepts. Mistral's later models have ids of 9 letters and
 * digits; other ids are hashed to that length, so that a call and its result keep the same id.
 */
export function toTemplateCallIds(messages: ChatMessage[], { toolCallSyntax }: PromptTemplate): ChatMessage[] {
  if (toolCallSyntax.kind !== 'control') return messages;
  return messages.map((message) => ({
    ...message,
    toolCalls: message.toolCalls?.map((call) => ({ ...call, id: toShortId(call.id) })),
    toolCallId: message.toolCallId === undefined ? undefined : toShortId(message.toolCallId),
  }));
}

function toShortId(id: string): string {
  return /^[a-zA-Z0-9]{9}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9);
}
