import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { expect, it } from '@jest/globals';
import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { createAgent, createMiddleware } from 'langchain';
import { z } from 'zod';

/** Creates two tools that record their calls. */
function createRecordingTools() {
  const calls: { readonly name: string; readonly args: unknown }[] = [];
  const record = (name: string, result: string) => (args: unknown) => {
    calls.push({ name, args });
    return result;
  };
  const weather = tool(record('weather', 'It is 31 degrees in Rome.'), {
    name: 'weather',
    description: 'Finds the weather of a city',
    schema: z.object({ city: z.enum(['Rome', 'Oslo']) }),
  });
  const clock = tool(record('clock', '12:00'), { name: 'clock', description: 'Tells the time', schema: z.object({}) });
  return { calls, tools: [weather, clock] };
}

/** Forces the first answer to call the weather, and the answer after its result to call no tool. */
const weatherFirst = createMiddleware({
  name: 'weather-first',
  wrapModelCall: (request, handler) =>
    handler({
      ...request,
      toolChoice: request.messages.some((message) => ToolMessage.isInstance(message))
        ? 'none'
        : { type: 'function', function: { name: 'weather' } },
    }),
});

/** The input of the agent. */
export const question = { messages: [{ role: 'user', content: 'How warm is it in Rome?' }] };

function expectLoop(
  messages: readonly BaseMessage[],
  calls: readonly { readonly name: string; readonly args: unknown }[],
): void {
  expect(calls).toEqual([{ name: 'weather', args: { city: expect.stringMatching(/^(Rome|Oslo)$/) } }]);
  expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
  const [, asked, result, answer] = messages;
  expect((asked as AIMessage).tool_calls?.[0]?.id).toBe((result as ToolMessage).tool_call_id);
  expect(AIMessage.isInstance(answer) && answer.tool_calls).toHaveLength(0);
}

/** Checks that `createAgent` calls a tool, reads its result and ends, whole and streamed. */
export function agentChecks(engine: () => Engine): void {
  const agentWith = (tools: ReturnType<typeof createRecordingTools>['tools']) =>
    createAgent({
      model: new ChatMixtral({ engine: engine(), temperature: 0, maxTokens: 40 }),
      tools,
      middleware: [weatherFirst],
    });

  it('runs the forced tool, uses its result and ends', async () => {
    const { calls, tools } = createRecordingTools();
    const { messages } = await agentWith(tools).invoke(question);
    expectLoop(messages, calls);
    expect(messages.at(-1)?.text).toContain('31');
  });

  it('runs the same loop under streamEvents, version 3', async () => {
    const { calls, tools } = createRecordingTools();
    const run = await agentWith(tools).streamEvents(question, { version: 'v3' });
    const methods = new Set<string>();
    for await (const event of run as AsyncIterable<{ readonly method: string }>) methods.add(event.method);
    const { messages } = await run.output;
    expectLoop(messages, calls);
    expect(messages.at(-1)?.text).toContain('31');
    expect([...methods]).toEqual(expect.arrayContaining(['messages', 'tools', 'values']));
  });
}
