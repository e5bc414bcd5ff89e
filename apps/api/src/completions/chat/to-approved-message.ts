import { type ApprovedMessage } from '../../telemetry/contract/observed-answer.js';
import { type ChatRequestMessage } from './chat-message.schema.js';

/** Converts a moderated message to the form in which traces may hold it. */
export function toApprovedMessage(message: ChatRequestMessage): ApprovedMessage {
  const { role, content } = message;
  if (role !== 'assistant') return { role, text: content };
  const calls = message.tool_calls.map(({ id, function: called }) => ({
    id,
    name: called.name,
    arguments: JSON.stringify(called.arguments),
  }));
  return { role, text: content, calls };
}
