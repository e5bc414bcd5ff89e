import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatMixtral, type Engine, loadEngine } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { createAgent, createMiddleware } from 'langchain';
import { z } from 'zod';

/** Two tools that note what they were called with. */
function notedTools() {
  const calls: { readonly name: string; readonly args: unknown }[] = [];
  const note = (name: string, result: string) => (args: unknown) => {
    calls.push({ name, args });
    return result;
  };
  const weather = tool(note('weather', 'It is 31 degrees in Rome.'), {
    ...{ name: 'weather', description: 'Finds the weather of a city' },
    schema: z.object({ city: z.enum(['Rome', 'Oslo']) }),
  });
  const clock = tool(note('clock', '12:00'), { name: 'clock', description: 'Tells the time', schema: z.object({}) });
  return { calls, tools: [weather, clock] };
}

/** The first answer must call the weather; the one after its result must not call anything. */
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

const question = { messages: [{ role: 'user', content: 'How warm is it in Rome?' }] };

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

describe.each([
  {
    name: 'the scripted engine',
    load: async (): Promise<Engine> =>
      new ScriptedEngine(({ prompt }) =>
        // What the tool returned stands in the prompt of the second answer.
        Buffer.from(Uint8Array.from(prompt.tokens)).includes('31 degrees')
          ? ['It is', ' 31 degrees.']
          : ['One moment.\n<tool', '_call>\n{"name": "weather", "arg', 'uments": {"city": "Rome"}}\n</tool_call>'],
      ),
  },
  { name: 'the default model', load: () => loadEngine({ gpu: false, threads: 1, parallel: 1, contextSize: 2048 }) },
])('createAgent with two tools on $name', ({ load }) => {
  let engine: Engine;
  beforeAll(async () => void (engine = await load()), 240_000);
  afterAll(() => engine?.close());

  const agentWith = (tools: ReturnType<typeof notedTools>['tools']) =>
    createAgent({
      model: new ChatMixtral({ engine, temperature: 0, maxTokens: 40 }),
      tools,
      middleware: [weatherFirst],
    });

  it('runs the tool that must be called, uses its result and ends', async () => {
    const { calls, tools } = notedTools();
    const { messages } = await agentWith(tools).invoke(question);
    expectLoop(messages, calls);
    expect(messages.at(-1)?.text).toContain('31');
  });

  it('does the same under streamEvents, version 3', async () => {
    const { calls, tools } = notedTools();
    const run = await agentWith(tools).streamEvents(question, { version: 'v3' });
    const methods = new Set<string>();
    for await (const event of run as AsyncIterable<{ readonly method: string }>) methods.add(event.method);
    const { messages } = await run.output;
    expectLoop(messages, calls);
    expect(messages.at(-1)?.text).toContain('31');
    expect([...methods]).toEqual(expect.arrayContaining(['messages', 'tools', 'values']));
  });
});

it('gives an agent its structured response by the native format', async () => {
  const engine = new ScriptedEngine(() => ['{"degrees":', ' 31}']);
  const agent = createAgent({
    model: new ChatMixtral({ engine }),
    tools: [],
    responseFormat: z.object({ degrees: z.number() }),
  });
  const { structuredResponse } = await agent.invoke(question);
  expect(structuredResponse).toEqual({ degrees: 31 });
  expect(engine.requests[0]?.grammar).toContain('degrees');
});
