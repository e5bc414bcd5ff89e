import { ToolMessage } from '@langchain/core/messages';
import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { createModerator } from '@leeward/moderation';
import { moderateAgentInput, moderationMiddleware } from '@leeward/moderation/langchain';
import { type BaseMessage, createAgent, createMiddleware, tool } from 'langchain';
import { z } from 'zod';

const place = z.object({ place: z.enum(['bakery', 'ferry', 'library']) });

const openingHours = tool(({ place: name }: z.infer<typeof place>) => `The ${name} opens at nine.`, {
  name: 'opening_hours',
  description: 'Tells when a place opens',
  schema: place,
});

const distance = tool(({ place: name }: z.infer<typeof place>) => `It is a walk of ten minutes to the ${name}.`, {
  name: 'distance',
  description: 'Tells how far away a place is',
  schema: place,
});

/** A small model does not look things up by itself: its first answer has to be a call, and later ones must not be. */
const looksUpFirst = createMiddleware({
  name: 'LooksUpFirst',
  wrapModelCall: (request, handler) => {
    const hasLookedUp = request.messages.some((message) => ToolMessage.isInstance(message));
    return handler({ ...request, toolChoice: hasLookedUp ? 'none' : 'required' });
  },
});

/**
 * An agent with two tools behind the moderation stage: its input is judged before a checkpoint could hold it, arguments before a
 * tool runs, results before the model reads them, and answers before anyone gets them.
 *
 * @returns the whole conversation: question, calls, results, answer
 */
export async function agent(engine: Engine, question = 'When does the library open?'): Promise<BaseMessage[]> {
  const moderator = createModerator();
  const guide = createAgent({
    model: new ChatMixtral({ engine, temperature: 0, maxTokens: 60 }),
    tools: [openingHours, distance],
    systemPrompt: 'You are a guide to a small town.',
    middleware: [moderationMiddleware({ moderator }), looksUpFirst],
  });
  const input = await moderateAgentInput({ messages: [{ role: 'user', content: question }] }, { moderator });
  return (await guide.invoke(input)).messages;
}
