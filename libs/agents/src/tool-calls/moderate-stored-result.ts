import { ToolMessage } from '@langchain/core/messages';
import { type Command } from '@langchain/langgraph';
import { ContentRefusedError, type Moderator, moderateOrThrow, policyMessage } from '@leeward/moderation';

import { createReviewerMessage, type MessageCall } from '../messages/index.js';

/**
 * Moderates the result of a tool before it is written down. The moderation of the agent is outside of the ledger, and sees the result
 * only later.
 */
export async function moderateStoredResult(
  result: ToolMessage | Command,
  call: MessageCall,
  moderator: Moderator | undefined,
): Promise<ToolMessage | Command> {
  // A command has text of the program, beside messages that its tool has already moderated.
  if (moderator === undefined || !ToolMessage.isInstance(result)) return result;
  const source = { stage: 'tool-result', role: 'tool', path: 'tool.result', requestId: crypto.randomUUID() } as const;
  try {
    const value = { content: result.content, artifact: result.artifact as unknown };
    const moderated = await moderateOrThrow(moderator, { ...source, value });
    if (moderated === value) return result;
    const { tool_call_id, name, status, id, additional_kwargs, response_metadata } = result;
    return new ToolMessage({ ...moderated, tool_call_id, name, status, id, additional_kwargs, response_metadata });
  } catch (error) {
    if (!ContentRefusedError.isInstance(error)) throw error;
    return createReviewerMessage(call, policyMessage(moderator.policy, error.verdict), 'error');
  }
}
