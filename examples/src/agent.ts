import { ToolMessage } from '@langchain/core/messages';
import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { createModerator } from '@leeward/moderation';
import { moderateAgentInput, moderationMiddleware } from '@leeward/moderation/langchain';
import { type BaseMessage, createAgent, createMiddleware, tool } from 'langchain';
import { z } from 'zod';

const placeInput = z.object({ place: z.enum(['bakery', 'ferry', 'library']) });

const openingHours = tool(({ place }: z.infer<typeof placeInput>) => `The ${place} opens at nine.`, {
  name: 'opening_hours',
  description: 'Tells when a place opens',
  schema: placeInput,
});

const distance = tool(({ place }: z.infer<typeof placeInput>) => `It is a walk of ten minutes to the ${place}.`, {
  name: 'distance',
  description: 'Tells how far away a place is',
  schema: placeInput,
});

/** Makes the model call a tool first, then answer. A small model does not decide this well by itself. */
const callToolFirst = createMiddleware({
  name: 'CallToolFirst',
  wrapModelCall: (request, handler) => {
    const hasToolResult = request.messages.some((message) => ToolMessage.isInstance(message));
    return handler({ ...request, toolChoice: hasToolResult ? 'none' : 'required' });
  },
});

/**
 * Runs an agent with two tools behind the moderation stage. Its input is moderated before a checkpoint stores it, arguments
 * before a tool runs, results before the model reads them, and answers before the caller gets them.
 *
 * @returns the whole conversation: question, calls, results, answer
 */
export async function agent(engine: Engine, question = 'When does the library open?'): Promise<BaseMessage[]> {
  const moderator = createModerator();
  const guide = createAgent({
    model: new ChatMixtral({ engine, temperature: 0, maxTokens: 60 }),
    tools: [openingHours, distance],
    systemPrompt: 'You are a guide to a small town.',
    middleware: [moderationMiddleware({ moderator }), callToolFirst],
  });
  const input = await moderateAgentInput({ messages: [{ role: 'user', content: question }] }, { moderator });
  return (await guide.invoke(input)).messages;
}
