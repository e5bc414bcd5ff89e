import { ChatOpenAI } from '@langchain/openai';
import { AIMessageChunk } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { createAgent, tool } from 'langchain';
import type OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { collect, useScriptedApi } from '../fixtures/scripted-api.js';

const callText = '<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>';

const api = useScriptedApi(({ prompt }) => [
  prompt.spans.some(({ source }) => source === 'tool') ? 'It is sunny.' : callText,
]);

describe('an agent of LangChain over ChatOpenAI', () => {
  const weather = tool(({ city }) => `21 degrees in ${city}`, {
    name: 'weather',
    description: 'Finds the weather',
    schema: z.object({ city: z.string() }),
  });
  const createModel = (fields: object = {}) =>
    new ChatOpenAI({
      model: 'default',
      apiKey: 'none',
      maxRetries: 0,
      configuration: { baseURL: `${api.url}/v1` },
      ...fields,
    });
  const ask = (model: ChatOpenAI, content = 'How is Oslo?') =>
    createAgent({ model, tools: [weather], name: 'forecaster' }).invoke({ messages: [{ role: 'user', content }] });

  it.each([
    ['as it is', {}],
    ['with global options', { reasoning: { effort: 'none' }, verbosity: 'low', service_tier: 'flex', user: 'ann' }],
    ['with options of other servers', { modelKwargs: { metadata: { a: 'b' }, store: true, safe_prompt: false } }],
    ['with cache hints', { promptCacheKey: 'a', promptCacheRetention: '24h' }],
  ])('calls its tool and answers: %s', async (_, fields) => {
    const { messages } = await ask(createModel(fields));
    expect(messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
    expect(messages.at(-1)?.text).toBe('It is sunny.');
  });

  it('streams its answer', async () => {
    const agent = createAgent({ model: createModel(), tools: [weather], name: 'forecaster' });
    const stream = await agent.stream(
      { messages: [{ role: 'user', content: 'How is Oslo?' }] },
      { streamMode: 'messages' },
    );
    const chunks = await collect(stream);
    const texts = chunks.flatMap(([chunk]) => (AIMessageChunk.isInstance(chunk) ? chunk.text : []));
    expect(texts.join('')).toBe('It is sunny.');
  });

  it('goes on with the messages of its last run, names and all', async () => {
    const model = createModel();
    const { messages } = await ask(model);
    const agent = createAgent({ model, tools: [weather], name: 'second' });
    const next = await agent.invoke({ messages: [...messages, { role: 'user', content: 'And now?', name: 'ann' }] });
    expect(next.messages.at(-1)?.text).toBe('It is sunny.');
  });
});

describe("OpenAI's client", () => {
  const ask = (fields: object, messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Hi' }]) =>
    api.client.chat.completions.create({ model: 'default', messages, ...fields }).withResponse();

  it('may put what it parsed back into the history', async () => {
    api.setScript(() => ['{"degrees":', '21}']);
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'How warm is it?' }];
    const { choices } = await api.client.chat.completions.parse({
      model: 'default',
      messages,
      response_format: zodResponseFormat(z.object({ degrees: z.number() }), 'weather'),
    });
    const message = choices[0]?.message;
    expect(message?.parsed).toEqual({ degrees: 21 });
    messages.push(message as OpenAI.ChatCompletionMessageParam, { role: 'user', content: 'Go on' });
    const { response } = await ask({}, messages);
    expect(response.headers.get('x-leeward-ignored')).toBe('messages.parsed');
  });

  it('may put the message of a stream back into the history', async () => {
    const stream = api.client.chat.completions.stream({
      model: 'default',
      messages: [{ role: 'user', content: 'How is Oslo?' }],
      tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
    });
    const message = (await stream.finalChatCompletion()).choices[0]?.message;
    const call = message?.tool_calls?.[0];
    const { data } = await ask({}, [
      { role: 'user', content: 'How is Oslo?' },
      message as OpenAI.ChatCompletionMessageParam,
      { role: 'tool', tool_call_id: call?.id ?? '', content: '21 degrees' },
    ]);
    expect(data.choices[0]?.message.content).toBe('It is sunny.');
  });

  it('moderates parts of a text as one text', async () => {
    const { results } = await api.client.moderations.create({
      model: 'omni-moderation-latest',
      input: [
        { type: 'text', text: 'Mail bob@' },
        { type: 'text', text: 'harbour.org' },
      ],
    });
    expect(results).toMatchObject([{ flagged: true, categories: { 'x/pii/email': true } }]);
    const image = { type: 'image_url' as const, image_url: { url: 'https://example.org/a.png' } };
    await expect(api.client.moderations.create({ input: [image] })).rejects.toMatchObject({
      status: 400,
      param: 'input[0].type',
      message: expect.stringContaining('reads text only'),
    });
  });
});
