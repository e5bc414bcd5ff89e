import { createOpenAI } from '@ai-sdk/openai';
import { describe, expect, it } from '@jest/globals';
import { generateText, type ModelMessage, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { callAndAnswer, useResponsesApi } from './responses-api.js';

const { api, readPrompt } = useResponsesApi(callAndAnswer);

const createModel = () => createOpenAI({ baseURL: `${api.url}/v1`, apiKey: 'none' })('default');

const weather = tool({
  description: 'Finds the weather',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 degrees in ${city}`,
});

describe('the AI SDK with @ai-sdk/openai, as it is', () => {
  it('generates a text', async () => {
    api.setScript(() => ['Good', ' day.']);
    const result = await generateText({ model: createModel(), system: 'Be brief.', prompt: 'Hello', maxRetries: 0 });
    expect(result).toMatchObject({ text: 'Good day.', finishReason: 'stop', usage: { outputTokens: 2 } });
    expect(result.warnings).toEqual([]);
    expect(await readPrompt()).toContain('Be brief.');
  });

  it('streams a text', async () => {
    api.setScript(() => ['Good day.', ' Good night.', ' And so on.']);
    const stream = streamText({ model: createModel(), prompt: 'Hello', maxRetries: 0 });
    expect(await stream.text).toBe('Good day. Good night. And so on.');
    expect(await stream.finishReason).toBe('stop');
    expect((await stream.usage).outputTokens).toBe(3);
  });

  it.each([
    ['generated', async (options: Parameters<typeof generateText>[0]) => (await generateText(options)).text],
    ['streamed', (options: Parameters<typeof streamText>[0]) => Promise.resolve(streamText(options).text)],
  ])('calls a tool and answers, %s', async (_, run) => {
    const text = await run({
      model: createModel(),
      prompt: 'How is Oslo?',
      tools: { weather },
      stopWhen: stepCountIs(3),
      maxRetries: 0,
    });
    expect(text).toBe('It is sunny.');
    expect(await readPrompt()).toContain('21 degrees in Oslo');
  });

  it('goes on with the messages of its last run, which it sends by reference', async () => {
    const messages: ModelMessage[] = [{ role: 'user', content: 'How is Oslo?' }];
    const options = { model: createModel(), tools: { weather }, stopWhen: stepCountIs(3), maxRetries: 0 };
    const { response } = await generateText({ ...options, messages });
    messages.push(...response.messages, { role: 'user', content: 'And now?' });
    const next = await generateText({ ...options, messages });
    expect(next.text).toBe('It is sunny.');
    expect(await readPrompt()).toMatch(/How is Oslo\?[^]*21 degrees in Oslo[^]*It is sunny\.[^]*And now\?/);
  });

  it('answers by a schema', async () => {
    api.setScript(() => ['{"degrees":', '21}']);
    const { output } = await generateText({
      model: createModel(),
      output: Output.object({ schema: z.object({ degrees: z.int() }) }),
      prompt: 'How is Oslo?',
      maxRetries: 0,
    });
    expect(output).toEqual({ degrees: 21 });
  });

  it('continues a response, and gets log-probabilities', async () => {
    api.setScript(() => ['Good', ' day.']);
    const first = await generateText({ model: createModel(), prompt: 'My name is Ann.', maxRetries: 0 });
    const previousResponseId = first.providerMetadata?.['openai']?.['responseId'] as string;
    const second = await generateText({
      model: createModel(),
      prompt: 'And?',
      providerOptions: { openai: { previousResponseId, logprobs: 2 } },
      maxRetries: 0,
    });
    expect(second.providerMetadata?.['openai']?.['logprobs']).toMatchObject([[{ token: 'Good' }, { token: ' day.' }]]);
    expect(await readPrompt()).toContain('My name is Ann.');
  });

  it('tells the message of an error', async () => {
    const asking = generateText({ model: createModel(), prompt: 'Hello', temperature: 9, maxRetries: 0 });
    await expect(asking).rejects.toThrow('The field "temperature" is wrong');
  });
});
