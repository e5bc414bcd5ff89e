import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type DefaultModel } from '../fixtures/default-model.js';

type Message = OpenAI.Chat.ChatCompletionMessageParam;

const question: Message = { role: 'user', content: 'What is the capital of France?' };

/** Checks what the API can do with a real model. */
export function apiChecks(model: DefaultModel): void {
  const ask = (messages: Message[], options: Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming> = {}) =>
    model.api.client.chat.completions.create({
      model: 'default',
      temperature: 0,
      max_tokens: 32,
      messages,
      ...options,
    });

  it('answers a question, with usage and finish reason', async () => {
    const completion = await ask([question]);
    expect(completion.choices[0]?.message.content).toContain('Paris');
    expect(completion).toMatchObject({ object: 'chat.completion', model: 'smollm2-135m-instruct' });
    expect(completion.choices[0]).toMatchObject({ index: 0, finish_reason: 'stop', message: { role: 'assistant' } });
    const {
      prompt_tokens: prompt,
      completion_tokens: answer,
      total_tokens: total,
    } = completion.usage as OpenAI.CompletionUsage;
    expect(prompt).toBeGreaterThan(10);
    expect(answer).toBeGreaterThan(3);
    expect(total).toBe(prompt + answer);
  });

  it('streams the same text, with usage at the end on request', async () => {
    const whole = await ask([question]);
    const stream = await model.api.client.chat.completions.create({
      model: 'default',
      temperature: 0,
      max_tokens: 32,
      messages: [question],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: whole.usage?.total_tokens } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('stops generating when the client leaves', async () => {
    const stream = await model.api.client.chat.completions.create({
      model: 'default',
      messages: [{ role: 'user', content: 'Tell me a very long story about the sea.' }],
      max_tokens: 1500,
      stream: true,
    });
    let seen = 0;
    for await (const chunk of stream) {
      seen += chunk.choices[0]?.delta.content?.length ?? 0;
      if (seen > 0) stream.controller.abort();
    }
    // The engine is free again: the next answer comes, without text of the old one.
    expect((await ask([question])).choices[0]?.message.content).toContain('Paris');
  });

  it('keeps the context of a conversation', async () => {
    const completion = await ask([
      question,
      { role: 'assistant', content: 'The capital of France is Paris.' },
      { role: 'user', content: 'And of Italy?' },
    ]);
    expect(completion.choices[0]?.message.content).toContain('Rome');
    const alone = await ask([{ role: 'user', content: 'And of Italy?' }]);
    expect(alone.choices[0]?.message.content).not.toContain('Rome');
  });

  it('answers the same for the same seed, and not for every seed', async () => {
    const messages: Message[] = [{ role: 'user', content: 'Write one sentence about a fox.' }];
    const answer = async (seed: number) => (await ask(messages, { seed, temperature: 1 })).choices[0]?.message.content;
    expect(await answer(7)).toBe(await answer(7));
    const others = await Promise.all([1, 2, 3, 4].map(answer));
    expect(new Set(others).size).toBeGreaterThan(1);
  });

  it('keeps to max_tokens and to stop strings', async () => {
    const short = await ask([{ role: 'user', content: 'Count to one hundred.' }], { max_tokens: 5 });
    expect(short.choices[0]?.finish_reason).toBe('length');
    expect(short.usage?.completion_tokens).toBe(5);
    const stopped = await ask([question], { stop: ['Paris'] });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(stopped.choices[0]?.message.content).not.toContain('Paris');
  });

  describe('with tools, schemas and log-probabilities', () => {
    const weather = {
      type: 'function',
      function: {
        name: 'weather',
        description: 'Finds the weather of a city',
        parameters: { type: 'object', properties: { city: { type: 'string', maxLength: 20 } }, required: ['city'] },
      },
    } as const;

    it('calls the forced tool, and answers with its result', async () => {
      const messages: Message[] = [{ role: 'user', content: 'What is the weather in Oslo?' }];
      const { choices } = await ask(messages, {
        tools: [weather],
        tool_choice: 'required',
        parallel_tool_calls: false,
        max_tokens: 64,
      });
      const [call] = choices[0]?.message.tool_calls ?? [];
      expect(choices[0]?.finish_reason).toBe('tool_calls');
      if (call?.type !== 'function') throw new Error('No function was called.');
      expect(call.function.name).toBe('weather');
      expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });
      const answer = await ask(
        [
          ...messages,
          choices[0]?.message as Message,
          { role: 'tool', tool_call_id: call.id, content: '21 degrees and sunny' },
        ],
        { tools: [weather], tool_choice: 'none' },
      );
      expect(answer.choices[0]?.message.content).toMatch(/21|sunny/);
    });

    it('answers with JSON that a schema allows', async () => {
      const schema = {
        type: 'object',
        properties: { capital: { enum: ['Paris', 'Rome'] }, country: { type: 'string', maxLength: 12 } },
        required: ['capital', 'country'],
      };
      const { choices } = await ask([question], {
        max_tokens: 64,
        response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema } },
      });
      expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ capital: 'Paris', country: expect.any(String) });
    });

    it('gives several answers, whose log-probabilities spell them', async () => {
      const { choices, usage } = await ask([question], {
        n: 3,
        temperature: 1,
        seed: 3,
        logprobs: true,
        top_logprobs: 3,
      });
      expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(new Set(choices.map(({ message }) => message.content)).size).toBeGreaterThan(1);
      for (const { logprobs, message } of choices) {
        const content = logprobs?.content ?? [];
        expect(Buffer.from(content.flatMap(({ bytes }) => bytes ?? [])).toString()).toBe(message.content);
        expect(content.every(({ logprob, top_logprobs: top }) => logprob <= 0 && top.length <= 3)).toBe(true);
      }
      const alone = await ask([question]);
      expect(usage?.prompt_tokens).toBe(alone.usage?.prompt_tokens);
      expect(alone.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(0);
    });
  });

  it('continues a text', async () => {
    const { choices, usage } = await model.api.client.completions.create({
      model: 'default',
      prompt: 'The capital of France is',
      max_tokens: 20,
      temperature: 0,
      logprobs: 2,
    });
    expect(choices[0]?.text).toContain('Paris');
    expect(usage).toMatchObject({ completion_tokens: 20 });
    expect(choices[0]).toMatchObject({ finish_reason: 'length' });
    expect(choices[0]?.logprobs?.tokens?.join('')).toBe(choices[0]?.text);
  });

  it('embeds texts: similar texts have a larger dot product', async () => {
    const input = [
      'The cat sleeps on the sofa.',
      'A cat is sleeping on a couch.',
      'Interest rates rose again in March.',
    ];
    const { data, usage } = await model.api.client.embeddings.create({ model: 'default', input });
    const [cat, couch, rates] = data.map(({ embedding }) => embedding) as [number[], number[], number[]];
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
    expect(dot(cat, cat)).toBeCloseTo(1, 5);
    expect(dot(cat, couch)).toBeGreaterThan(dot(cat, rates));
    expect(usage.prompt_tokens).toBeGreaterThan(15);
  });

  it('serves many callers at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask([question])));
    for (const answer of answers) expect(answer.choices[0]?.message.content).toContain('Paris');
  });

  it('lists its model, and names it in the error for another one', async () => {
    const models = await model.api.client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual(['smollm2-135m-instruct']);
    const refused = ask([question], { model: 'gpt-4o' });
    await expect(refused).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    await expect(refused).rejects.toThrow('smollm2-135m-instruct');
  });

  it('answers 200 at /health/live and /health/ready', async () => {
    for (const path of ['live', 'ready']) expect((await fetch(`${model.api.url}/health/${path}`)).status).toBe(200);
  });
}
