import { createHash } from 'node:crypto';
import { type ChatMessage, type PromptTemplate } from '@leeward/chat-template';

/**
 * Messages whose calls have ids of a form that the template takes. Those of Mistral's later models are 9 letters and digits; what
 * another model called, or a person wrote, gets an id that is made of its own, the same in a call and in its result.
 */
export function withCallIdsFor({ toolCallSyntax }: PromptTemplate, messages: ChatMessage[]): ChatMessage[] {
  if (toolCallSyntax.kind !== 'control') return messages;
  return messages.map((message) => ({
    ...message,
    ...(message.toolCalls && {
      toolCalls: message.toolCalls.map((call) => ({ ...call, id: nineCharacters(call.id) })),
    }),
    ...(message.toolCallId !== undefined && { toolCallId: nineCharacters(message.toolCallId) }),
  }));
}

function nineCharacters(id: string): string {
  return /^[a-zA-Z0-9]{9}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9);
}
