import { expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { createAgent, createMiddleware, providerStrategy, tool } from 'langchain';
import { z } from 'zod';
import { callText, collect, type Subject } from './subject.js';

const country = z.object({ country: z.enum(['France', 'Italy']) });
const capitalOf = { France: 'Paris', Italy: 'Rome' } as const;
const input = { messages: [new HumanMessage('What is the capital of France? Use the tool.')] };

/** A small model does not call by itself: its first answer must be a call, its second one must not. */
const callsOnce = createMiddleware({
  name: 'CallsOnce',
  wrapModelCall: (request, handler) => {
    const hasResult = request.messages.some((message) => ToolMessage.isInstance(message));
    return handler({ ...request, toolChoice: hasResult ? 'none' : 'required' });
  },
});

/** `createAgent`: the tool runs, its result is used, the loop ends, however the agent is read. */
export function agentChecks(subject: () => Subject): void {
  function agent(ran: string[] = []) {
    subject().willSay(callText('capital', { country: 'France' }), 'It is Paris.');
    const capital = tool(
      ({ country: name }: z.infer<typeof country>) => ran.push(name) && `The capital of ${name} is ${capitalOf[name]}.`,
      {
        name: 'capital',
        description: 'Tells the capital of a country',
        schema: country,
      },
    );
    return createAgent({ model: subject().model(), tools: [capital], middleware: [callsOnce] });
  }

  it('invoke: the forced tool runs, the model reads its result, and the loop ends', async () => {
    const ran: string[] = [];
    const { messages } = await agent(ran).invoke(input);
    expect(ran.length).toBeGreaterThan(0);
    const results = messages.filter((message) => ToolMessage.isInstance(message));
    expect(results).toHaveLength(ran.length);
    expect(results[0]?.text).toMatch(/^The capital of (France is Paris|Italy is Rome)\.$/);
    const last = messages.at(-1);
    expect(AIMessage.isInstance(last) && last.text !== '' && !last.tool_calls?.length).toBe(true);
  });

  it('stream: the messages come token by token', async () => {
    const streamed = await collect(await agent().stream(input, { streamMode: 'messages' }));
    expect(streamed.filter(([message]) => AIMessage.isInstance(message) && message.text !== '').length).toBeGreaterThan(
      2,
    );
  });

  it('streamEvents v3: the tool runs here, too', async () => {
    const ran: string[] = [];
    const run = await agent(ran).streamEvents(input, { version: 'v3' });
    await collect(run as AsyncIterable<unknown>);
    expect(ran.length).toBeGreaterThan(0);
  });

  it('profile: says what the file can do, and so the agent sends its response format', async () => {
    const { profile } = subject().model();
    expect(profile).toMatchObject({ structuredOutput: true, toolCalling: true });
    expect(profile.maxInputTokens).toBeLessThan(subject().engine.model.contextSize);
    subject().willSay('{"country":"France"}');
    const { structuredResponse } = await createAgent({
      model: subject().model(),
      tools: [],
      responseFormat: providerStrategy(country),
    }).invoke(input);
    expect(country.parse(structuredResponse)).toEqual(structuredResponse);
  });
}
