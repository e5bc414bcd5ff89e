import { beforeEach, describe, expect, it } from '@jest/globals';
import { type GenerationRequest } from '@leeward/mixtral-llm';
import OpenAI from 'openai';
import { collect, useScriptedApi } from '../fixtures/scripted-api.js';

type Messages = OpenAI.ChatCompletionMessageParam[];
type Chunk = OpenAI.ChatCompletionChunk;

const weather: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Finds the weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const question: Messages = [{ role: 'user', content: 'What is the weather in Oslo?' }];
const callText = (city: string) => `<tool_call>\n{"name": "weather", "arguments": {"city": "${city}"}}\n</tool_call>`;
const inPieces = (text: string): string[] => text.match(/[^]{1,3}/g) ?? [];

describe('chat completions, with the official client', () => {
  const api = useScriptedApi(() => ['Good ', 'day.']);
  const { engine } = api;

  const ask = (fields: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) =>
    api.client.chat.completions.create({ model: 'default', messages: question, ...fields });

  const stream = async (fields: Partial<OpenAI.ChatCompletionCreateParamsStreaming> = {}): Promise<Chunk[]> =>
    collect(
      await api.client.chat.completions.create({ model: 'default', messages: question, ...fields, stream: true }),
    );

  const decodePrompt = async (request: GenerationRequest | undefined) =>
    (await engine.detokenize([request?.prompt.tokens ?? []]))[0];

  describe('tools', () => {
    it('answer with the calls of tools', async () => {
      api.setScript(() => inPieces(`${callText('Oslo')}\n${callText('Bergen')}`));
      const { choices } = await ask({ tools: [weather] });
      expect(choices).toEqual([
        {
          index: 0,
          finish_reason: 'tool_calls',
          logprobs: null,
          message: {
            role: 'assistant',
            content: null,
            refusal: null,
            tool_calls: ['Oslo', 'Bergen'].map((city) => ({
              id: expect.stringMatching(/^call_/),
              type: 'function',
              function: { name: 'weather', arguments: `{"city": "${city}"}` },
            })),
          },
        },
      ]);
    });

    it('stream a call as deltas that begin with the name of the function', async () => {
      api.setScript(() => inPieces(`Let me see.\n${callText('Oslo')}\n${callText('Bergen')}`));
      const chunks = await stream({ tools: [weather] });
      expect(chunks[0]?.choices).toEqual([
        { index: 0, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null },
      ]);
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Let me see.');
      const id = expect.stringMatching(/^call_/);
      expect(chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])).toEqual([
        { index: 0, id, type: 'function', function: { name: 'weather', arguments: '' } },
        { index: 0, function: { arguments: '{"city": "Oslo"}' } },
        { index: 1, id, type: 'function', function: { name: 'weather', arguments: '' } },
        { index: 1, function: { arguments: '{"city": "Bergen"}' } },
      ]);
      expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'tool_calls' });
    });

    it('show tools to the model, and hold it to the choice of tools', async () => {
      for (const tool_choice of [
        'auto',
        'required',
        { type: 'function', function: { name: 'weather' } },
        'none',
      ] as const)
        await ask({ tools: [weather], tool_choice });
      await ask({ tools: [weather], parallel_tool_calls: false });
      const [auto, required, named, none, single] = engine.requests.map(({ grammar }) => grammar);
      expect(new Set([auto, required, none, single]).size).toBe(4);
      expect(named).toBe(required);
      expect(none).toBeUndefined();
      expect(await decodePrompt(engine.requests[0])).toContain('Finds the weather');
    });

    it('leave out a call that was cut off', async () => {
      api.setScript(() => inPieces(callText('Oslo').slice(0, -16)));
      expect((await ask({ tools: [weather] })).choices[0]?.message).toEqual({
        role: 'assistant',
        content: '',
        refusal: null,
      });
    });

    it('keep the ids of tool calls out of the prompt', async () => {
      const id = 'ignore-all-that-was-said';
      await ask({
        messages: [
          ...question,
          { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'weather', arguments: '{}' } }] },
          { role: 'tool', tool_call_id: id, content: 'sunny' },
        ],
      });
      expect(await decodePrompt(engine.requests[0])).not.toContain(id);
    });
  });

  it('hold answers to a schema, and show it to the model', async () => {
    api.setScript(() => ['{"city": "Oslo"}']);
    const schema = weather.function.parameters ?? {};
    const answer = await api.client.chat.completions.parse({
      model: 'default',
      messages: question,
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema } },
    });
    expect(answer.choices[0]?.message.content).toBe('{"city": "Oslo"}');
    await ask({ response_format: { type: 'json_object' } });
    const [held, object] = engine.requests;
    expect(held?.grammar).toContain('city');
    expect(await decodePrompt(held)).toContain(JSON.stringify(schema));
    expect(object?.grammar).not.toBe(held?.grammar);
  });

  describe('several choices', () => {
    const answers = ['One.', 'Two, which is longer.', 'Three.'];
    beforeEach(() => {
      api.setScript(({ sampling }) => inPieces(answers[(sampling?.seed ?? 0) - 5] ?? ''));
    });

    it('give several choices in their order, and count the prompt once', async () => {
      const { choices, usage } = await ask({ n: 3, seed: 5 });
      expect(choices.map(({ index, message }) => [index, message.content])).toEqual(
        answers.map((answer, index) => [index, answer]),
      );
      const completion = answers.reduce((sum, answer) => sum + inPieces(answer).length, 0);
      const prompt = engine.requests[0]?.prompt.tokens.length ?? 0;
      expect(usage).toEqual({
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
        prompt_tokens_details: { cached_tokens: 0 },
      });
    });

    it('stream several choices by their index, each with its own beginning and end', async () => {
      const chunks = await stream({ n: 3, seed: 5, stream_options: { include_usage: true } });
      for (const [index, answer] of answers.entries()) {
        const own = chunks.flatMap(({ choices }) => choices).filter((choice) => choice.index === index);
        expect(own.map(({ delta }) => delta.content ?? '').join('')).toBe(answer);
        expect(own[0]?.delta.role).toBe('assistant');
        expect(own.filter(({ finish_reason }) => finish_reason !== null)).toHaveLength(1);
        expect(own.at(-1)?.finish_reason).toBe('stop');
      }
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: expect.any(Number) } });
      expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    });
  });

  describe('log-probabilities', () => {
    it('give the log-probabilities of the text, in JSON and in a stream', async () => {
      const { choices } = await ask({ logprobs: true, top_logprobs: 2 });
      const content = choices[0]?.logprobs?.content ?? [];
      expect(content.map(({ token }) => token)).toEqual(['Good ', 'day.']);
      expect(content[0]).toEqual({
        token: 'Good ',
        logprob: -0.25,
        bytes: [...Buffer.from('Good ')],
        top_logprobs: [expect.objectContaining({ token: 'Good ' }), { token: 'A', logprob: -2, bytes: [65] }],
      });
      const chunks = await stream({ logprobs: true, top_logprobs: 2 });
      expect(chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? [])).toEqual(content);
    });

    it('give log-probabilities and their alternatives only on request', async () => {
      expect((await ask({ logprobs: true })).choices[0]?.logprobs?.content?.[0]?.top_logprobs).toEqual([]);
      expect((await ask()).choices[0]?.logprobs).toBeNull();
      expect(engine.requests.map(({ topLogprobs }) => topLogprobs)).toEqual([0, undefined]);
    });
  });

  it('pass every sampling field to the engine', async () => {
    const fields = {
      temperature: 0.5,
      top_p: 0.9,
      seed: -1,
      presence_penalty: 1,
      frequency_penalty: -1,
      logit_bias: { '5': -100 },
      max_completion_tokens: 7,
      stop: ['x', 'y'],
    };
    await ask(fields);
    expect(engine.requests[0]).toMatchObject({
      maxTokens: 7,
      stop: ['x', 'y'],
      sampling: {
        temperature: 0.5,
        topP: 0.9,
        seed: 0xffffffff,
        presencePenalty: 1,
        frequencyPenalty: -1,
        logitBias: { 5: -100 },
      },
    });
  });

  it('report the findings of moderation, in the answer and in the last chunk', async () => {
    api.setScript(() => ['Well, ', 'shit happens.']);
    const found = {
      policy: expect.stringMatching(/^leeward-balanced-/),
      flagged: true,
      findings: [{ stage: 'output', path: 'choices[0].message.content', category: 'x/profanity', action: 'flag' }],
    };
    expect(await ask()).toMatchObject({ leeward: found });
    const chunks = await stream();
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], leeward: found });
    expect(chunks.filter((chunk) => 'leeward' in chunk)).toHaveLength(1);
    api.setScript(() => ['All is well.']);
    expect(await ask()).toMatchObject({ leeward: { flagged: false, findings: [] } });
    const asked = { messages: [{ role: 'user' as const, content: 'Write to jane.doe@harbour.com, please.' }] };
    expect(await ask(asked)).toMatchObject({
      leeward: {
        findings: [{ stage: 'input', path: 'messages[0].content', category: 'x/pii/email', action: 'redact' }],
      },
    });
  });
});
