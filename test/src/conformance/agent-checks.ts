import { expect, it } from '@jest/globals';
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { createAgent, createMiddleware, providerStrategy, tool } from 'langchain';
import { z } from 'zod';
import { callText, collect, type Subject } from './subject.js';

const country = z.object({ country: z.enum(['France', 'Italy']) });
const input = { messages: [new HumanMessage('How warm is it in Rome?')] };

interface RecordedCall {
  readonly name: string;
  readonly args: unknown;
}

/** Creates two tools that record their calls. */
function createRecordingTools(calls: RecordedCall[]) {
  const record = (name: string, result: string) => (args: unknown) => {
    calls.push({ name, args });
    return result;
  };
  return [
    tool(record('weather', 'It is 31 degrees in Rome.'), {
      name: 'weather',
      description: 'Finds the weather of a city',
      schema: z.object({ city: z.enum(['Rome', 'Oslo']) }),
    }),
    tool(record('clock', '12:00'), { name: 'clock', description: 'Tells the time', schema: z.object({}) }),
  ];
}

/** Forces the first answer to be a call, and the second one to be none: a small model does not call by itself. */
const weatherFirst = createMiddleware({
  name: 'WeatherFirst',
  wrapModelCall: (request, handler) => {
    const hasResult = request.messages.some((message) => ToolMessage.isInstance(message));
    return handler({
      ...request,
      toolChoice: hasResult ? 'none' : { type: 'function', function: { name: 'weather' } },
    });
  },
});

function expectLoop(messages: readonly BaseMessage[], calls: readonly RecordedCall[]): void {
  expect(calls).toEqual([{ name: 'weather', args: { city: expect.stringMatching(/^(Rome|Oslo)$/) } }]);
  expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
  const [, asked, result, answer] = messages;
  expect((asked as AIMessage).tool_calls?.[0]?.id).toBe((result as ToolMessage).tool_call_id);
  expect(result?.text).toBe('It is 31 degrees in Rome.');
  expect(AIMessage.isInstance(answer) && answer.tool_calls).toHaveLength(0);
  expect(answer?.text).toContain('31');
}

/** Checks that an agent of `createAgent` runs its tool, uses the result and ends, however it is read. */
export function agentChecks(subject: () => Subject): void {
  function agent(calls: RecordedCall[] = []) {
    subject().setAnswers(`One moment.\n${callText('weather', { city: 'Rome' })}`, 'It is 31 degrees.');
    return createAgent({
      model: subject().model(),
      tools: createRecordingTools(calls),
      middleware: [weatherFirst],
    });
  }

  it('an agent runs the forced tool, reads its result, and ends (invoke)', async () => {
    const calls: RecordedCall[] = [];
    const { messages } = await agent(calls).invoke(input);
    expectLoop(messages, calls);
    const { engine } = subject();
    if (engine instanceof ScriptedEngine) {
      const [prompt] = await engine.detokenize([engine.requests.at(-1)?.prompt.tokens ?? []]);
      expect(prompt).toContain('31 degrees in Rome');
    }
  });

  it('an agent streams its messages token by token', async () => {
    const streamed = await collect(await agent().stream(input, { streamMode: 'messages' }));
    expect(streamed.filter(([message]) => AIMessage.isInstance(message) && message.text !== '').length).toBeGreaterThan(
      2,
    );
  });

  it('an agent runs the same loop under streamEvents v3', async () => {
    const calls: RecordedCall[] = [];
    const run = await agent(calls).streamEvents(input, { version: 'v3' });
    const events = await collect(run as AsyncIterable<{ readonly method: string }>);
    const { messages } = await run.output;
    expectLoop(messages, calls);
    expect(events.map(({ method }) => method)).toEqual(expect.arrayContaining(['messages', 'tools', 'values']));
  });

  it('two agents work on the same messages, one after the other', async () => {
    const first = await agent().invoke(input);
    subject().setAnswers(' And it is windy.');
    const second = createAgent({ model: subject().model(), tools: [], systemPrompt: 'Add what is missing.' });
    const { messages } = await second.invoke({ messages: first.messages });
    expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai', 'ai']);
    // An answer of the second agent may be empty. It must not end the conversation.
    const third = await second.invoke({ messages: [...messages, new HumanMessage('And in Oslo?')] });
    expect(third.messages).toHaveLength(7);
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
    }).invoke({ messages: [new HumanMessage('Which country is Paris in?')] });
    expect(country.parse(structuredResponse)).toEqual(structuredResponse);
  });
}
