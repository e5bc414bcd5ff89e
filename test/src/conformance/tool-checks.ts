import { expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { callText, collect, type Subject } from './subject.js';

const place = z.object({ city: z.string() });
const description = 'Finds the weather of a city';
const weather = tool(({ city }: z.infer<typeof place>) => `It is sunny in ${city}.`, {
  name: 'weather',
  description,
  schema: place,
});
const clock = { name: 'clock', description: 'Tells the time', schema: z.object({}) };
const question = 'What is the weather in Oslo?';
/** Long enough for any city: without a limit a small model may never close the string. */
const grammarLimits = { stringLength: 24 };

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const shapes = {
  'a structured tool': weather,
  'structured tool parameters': { name: 'weather', description, schema: place },
  'a runnable made a tool': RunnableLambda.from(({ city }: z.infer<typeof place>) => city).asTool({
    name: 'weather',
    description,
    schema: place,
  }),
  "OpenAI's definition": { type: 'function', function: { name: 'weather', description, parameters } },
} as const;

/** Checks tools: every form, every choice, whole and streamed, and their results in a conversation. */
export function toolChecks(subject: () => Subject): void {
  const model = () => subject().model({ grammarLimits, maxTokens: 96 });

  it.each(Object.entries(shapes))('calls %s', async (_, shape) => {
    subject().setAnswers(callText('weather', { city: 'Oslo' }));
    const answer = await model().bindTools([shape], { tool_choice: 'any' }).invoke(question);
    expect(answer.tool_calls?.[0]).toMatchObject({
      type: 'tool_call',
      name: 'weather',
      id: expect.stringMatching(/^call_/),
    });
    expect(place.parse(answer.tool_calls?.[0]?.args)).toEqual(answer.tool_calls?.[0]?.args);
    expect(answer.invalid_tool_calls).toEqual([]);
    expect(answer.response_metadata['finish_reason']).toBe('tool_calls');
  });

  it.each(['any', 'required', 'weather', { type: 'function', function: { name: 'weather' } }] as const)(
    'calls the tool with the choice %j',
    async (tool_choice) => {
      subject().setAnswers(callText('weather', { city: 'Oslo' }));
      const answer = await model().bindTools([weather], { tool_choice, parallel_tool_calls: false }).invoke(question);
      expect(answer.tool_calls).toHaveLength(1);
    },
  );

  it('never calls with the choice none, and may answer with auto', async () => {
    subject().setAnswers('I do not know.');
    for (const tool_choice of ['none', 'auto'] as const) {
      const answer = await model().bindTools([weather], { tool_choice }).invoke('Say hello.');
      expect(answer.text === '' && !answer.tool_calls?.length).toBe(false);
      if (tool_choice === 'none') expect(answer.tool_calls).toEqual([]);
    }
  });

  it('streams calls in chunks that add up to the calls of invoke', async () => {
    subject().setAnswers(callText('weather', { city: 'Oslo' }));
    const bound = model().bindTools([weather, clock], { tool_choice: 'weather', parallel_tool_calls: false });
    const chunks = await collect(await bound.stream(question));
    const pieces = chunks.flatMap(({ tool_call_chunks: calls = [] }) => calls);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces[0]).toMatchObject({ index: 0, name: 'weather', id: expect.any(String) });
    expect(new Set(pieces.map(({ index }) => index))).toEqual(new Set([0]));
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
    const invoked = await bound.invoke(question);
    expect(whole.tool_calls?.map(({ name, args }) => ({ name, args }))).toEqual(
      invoked.tool_calls?.map(({ name, args }) => ({ name, args })),
    );
    expect(chunks.filter(({ usage_metadata }) => usage_metadata)).toHaveLength(1);
    expect(whole.usage_metadata?.output_tokens).toBeGreaterThan(0);
  });

  it('calls several tools in one answer', async () => {
    subject().setAnswers(`${callText('weather', { city: 'Oslo' })}\n${callText('clock', {})}`);
    const answer = await model()
      .bindTools([weather, clock], { tool_choice: 'any' })
      .invoke('What are weather and time in Oslo?');
    const ids = answer.tool_calls?.map(({ id }) => id) ?? [];
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each<{ what: string; content: AIMessage['content'] }>([
    { what: 'text', content: '' },
    {
      what: 'blocks',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'abc123', name: 'weather', input: { city: 'Oslo' } },
      ],
    },
  ])('goes on from calls and results in a conversation, with content as $what', async ({ content }) => {
    subject().setAnswers('It is sunny.');
    const call = { type: 'tool_call' as const, id: 'abc123', name: 'weather', args: { city: 'Oslo' } };
    const history = [
      new HumanMessage(question),
      new AIMessage({ content, tool_calls: [call] }),
      new ToolMessage({ content: 'It is sunny in Oslo.', tool_call_id: 'abc123', name: 'weather' }),
    ];
    const answer = await model().bindTools([weather], { tool_choice: 'none' }).invoke(history);
    expect(answer.text).not.toBe('');
  });

  it('refuses an unknown choice and a value that is no tool, by name', async () => {
    expect(() => model().bindTools([weather], { tool_choice: 'telescope' })).toThrow(/"telescope".*weather/);
    expect(() => model().bindTools([{ name: '' } as never])).toThrow(/Tool 0/);
  });
}
