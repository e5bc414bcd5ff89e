import { z } from 'zod';
import { type JsonValue, type RunCaller, type RunRequest } from '../../contract/index.js';
import { toAgentRequest } from '../plain/index.js';
import { jsonObject, jsonValue, recordId } from '../schema-parts.js';
import { withoutNullish } from '../run-schemas.js';

const uiMessage = z.object({
  id: z.string().max(200),
  role: z.enum(['system', 'user', 'assistant']),
  parts: z.array(jsonObject).max(1_000),
});

/** The body that the AI SDK's `useChat` sends. `resume` answers a question of the agent. */
export const uiRequestSchema = z.object({
  id: z.string().max(200),
  messages: z.array(uiMessage).min(1).max(1_000),
  thread_id: recordId.optional(),
  resume: jsonValue.optional(),
});

/** A message of the AI SDK's `useChat`. */
export type UiRequest = z.infer<typeof uiRequestSchema>;

/**
 * Converts a message of `useChat` to a request to the runtime. With a thread, the agent gets only the last message, because it knows
 * the others. Without one, it gets all texts of the conversation.
 */
export function fromUiRequest(body: UiRequest, agent: string, caller: RunCaller): RunRequest {
  // `useChat` gives a chat an id: one that is a UUID names the thread.
  const threadId = body.thread_id ?? (recordId.safeParse(body.id).success ? body.id : undefined);
  const messages = threadId === undefined ? body.messages : body.messages.slice(-1);
  return toAgentRequest(agent, caller, {
    threadId,
    input: { messages: messages.map(toMessage) },
    command: body.resume === undefined ? undefined : withoutNullish({ resume: body.resume }),
  });
}

function toMessage({ id, role, parts }: UiRequest['messages'][number]): Readonly<Record<string, JsonValue>> {
  const texts = parts.map((part) => (part['type'] === 'text' && typeof part['text'] === 'string' ? part['text'] : ''));
  return { id, role, content: texts.join('') };
}
