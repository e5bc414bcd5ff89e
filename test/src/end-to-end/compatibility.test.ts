import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import OpenAI from 'openai';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

describe('a request as clients of OpenAI send it', () => {
  const engine = new ScriptedEngine(() => ['Good ', 'day.'], { contextSize: 32_768 });
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveEngine(engine);
  });
  afterAll(() => api?.close());

  it.each([
    { user: 'someone' },
    { safety_identifier: 'abc', prompt_cache_key: 'chat-1' },
    { store: false, metadata: null, service_tier: 'auto' as const },
    { n: 1, logprobs: false, top_logprobs: 0, response_format: { type: 'text' as const } },
    { tools: [], tool_choice: 'none' as const, parallel_tool_calls: true },
    { logit_bias: { '5': -100 } },
    { stream_options: null, stop: null, seed: null, temperature: null },
  ])('may have the fields %j', async (fields) => {
    const completion = await api.client.chat.completions.create({
      model: 'default',
      messages: [{ role: 'user', content: 'Hello' }],
      ...fields,
    });
    expect(completion.choices[0]?.message.content).toBe('Good day.');
  });

  it.each([65, 300])('may have %d messages', async (count) => {
    const messages = Array.from({ length: count }, (_, index) => ({
      role: index % 2 ? ('assistant' as const) : ('user' as const),
      content: `Message ${index}`,
    }));
    if (count % 2 === 0) messages.push({ role: 'user', content: 'Well?' });
    const completion = await api.client.chat.completions.create({ model: 'default', messages });
    expect(completion.choices[0]?.finish_reason).toBe('stop');
  });

  it('may have 256 texts to moderate', async () => {
    const { results } = await api.client.moderations.create({
      model: 'omni-moderation-latest',
      input: Array.from({ length: 256 }, (_, index) => `Text ${index}`),
    });
    expect(results).toHaveLength(256);
  });

  it('may have a key that the API does not require, which does not tell callers apart', async () => {
    const ask = (apiKey: string) =>
      new OpenAI({ baseURL: `${api.url}/v1`, apiKey }).chat.completions.create({
        model: 'default',
        messages: [{ role: 'user', content: 'Hello' }],
      });
    await ask('key-one');
    await ask('key-two');
    const [one, two] = engine.requests.slice(-2).map(({ caller }) => caller);
    expect(one).toBe(two);
    expect(one).toBe('address 127.0.0.1');
  });
});
