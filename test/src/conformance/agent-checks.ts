import { expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { createAgent, createMiddleware, providerStrategy, tool } from 'langchain';
import { z } from 'zod';
import { callText, collect, type Subject } from './subject.js';

const country = z.object({ country: z.enum(['France', 'Italy']) });
const capitals = { France: 'Paris', Italy: 'Rome' } as const;
const input = { messages: [new HumanMessage('What is the capital of France? Use the tool.')] };

/** Forces the first answer to be a call, and the second one to be none: a small model does not call by itself. */
const callsOnce = createMiddleware({
  name: 'CallsOnce',
  wrapModelCall: (request, handler) => {
    const hasResult = request.messages.some((message) => ToolMessage.isInstance(message));
    return handler({ ...request, toolChoice: hasResult ? 'none' : 'required' });
  },
});

/** Checks that an agent of `createAgent` runs its tool, uses the result and ends, however it is read. */
export function agentChecks(subject: () => Subject): void {
  function agent(ran: string[] = []) {
    subject().setAnswers(callText('capital', { country: 'France' }), 'It is Paris.');
    const capital = tool(
      ({ country: name }: z.infer<typeof country>) => ran.push(name) && `The capital of ${name} is ${capitals[name]}.`,
      {
        name: 'capital',
        description: 'Tells the capital of a country',
        schema: country,
      },
    );
    return createAgent({ model: subject().model(), tools: [capital], middleware: [callsOnce] });
  }

  it('an agent runs the forced tool, reads its result, and ends (invoke)', async () => {
    const ran: string[] = [];
    const { messages } = await agent(ran).invoke(input);
    expect(ran.length).toBeGreaterThan(0);
    const results = messages.filter((message) => ToolMessage.isInstance(message));
    expect(results).toHaveLength(ran.length);
    expect(results[0]?.text).toMatch(/^The capital of (France is Paris|Italy is Rome)\.$/);
    const last = messages.at(-1);
    expect(AIMessage.isInstance(last) && last.text !== '' && !last.tool_calls?.length).toBe(true);
  });

  it('an agent streams its messages token by token', async () => {
    const streamed = await collect(await agent().stream(input, { streamMode: 'messages' }));
    expect(streamed.filter(([message]) => AIMessage.isInstance(message) && message.text !== '').length).toBeGreaterThan(
      2,
    );
  });

  it('an agent runs the tool under streamEvents v3', async () => {
    const ran: string[] = [];
    const run = await agent(ran).streamEvents(input, { version: 'v3' });
    await collect(run as AsyncIterable<unknown>);
    expect(ran.length).toBeGreaterThan(0);
  });

  it('an agent sends its response format, because the profile allows it', async () => {
    const { profile } = subject().model();
    expect(profile).toMatchObject({ structuredOutput: true, toolCalling: true });
    expect(profile.maxInputTokens).toBeLessThan(subject().engine.model.contextSize);
    subject().setAnswers('{"country":"France"}');
    const { structuredResponse } = await createAgent({
      model: subject().model(),
      tools: [],
      responseFormat: providerStrategy(country),
    }).invoke(input);
    expect(country.parse(structuredResponse)).toEqual(structuredResponse);
  });
}
