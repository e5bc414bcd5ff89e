import { InMemoryCache } from '@langchain/core/caches';
import { AIMessage, type AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from './chat-mixtral.js';
import { Mixtral } from '../completion/mixtral.js';
import { callText, endlessEngine, sayingEngine, sumChunks, untilIdle } from '../testing/answers.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';

const tools = [{ name: 'clock', schema: { type: 'object', properties: { zone: { type: 'string' } } } }];
describe('the profile', () => {
  it('describes the model that is loaded', () => {
    const { profile } = new ChatMixtral({
      engine: new ScriptedEngine(() => [], { contextSize: 1000 }),
      maxTokens: 100,
    });
    expect(profile).toMatchObject({
      maxInputTokens: 998,
      maxOutputTokens: 100,
      toolCalling: true,
      toolChoice: true,
      structuredOutput: true,
      imageInputs: false,
    });
  });
});

describe('the parameters for tracers', () => {
  it('have every key, set or not', () => {
    const model = new ChatMixtral({ engine: sayingEngine(''), temperature: 0.5, stop: ['A'] });
    expect(model.getLsParams({ stop: ['B'], maxTokens: 3 })).toEqual({
      ls_provider: 'leeward',
      ls_model_name: 'scripted',
      ls_model_type: 'chat',
      ls_temperature: 0.5,
      ls_max_tokens: 3,
      ls_stop: ['A', 'B'],
    });
    expect(Object.keys(new ChatMixtral({ engine: sayingEngine('') }).getLsParams({}))).toHaveLength(6);
  });
});

describe('the serialised form', () => {
  it.each([ChatMixtral, Mixtral])('of %p names the model and its settings, and holds no engine', (Model) => {
    const serialised = JSON.parse(JSON.stringify(new Model({ engine: sayingEngine(''), temperature: 0, seed: 3 })));
    expect(serialised).toMatchObject({
      lc: 1,
      type: 'constructor',
      id: ['leeward', expect.any(String), Model.lc_name()],
      kwargs: { model: 'scripted', temperature: 0, seed: 3 },
    });
    expect(JSON.stringify(serialised)).not.toContain('vocabulary');
  });

  it('cannot be loaded without an engine', () => {
    expect(() => new ChatMixtral({} as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'engine' }),
    );
  });
});

describe('standard content', () => {
  const text = `Let me see.\n${callText('clock', { zone: 'Oslo' })}\n${callText('clock', { zone: 'Rome' })}`;
  const blocks = [
    { type: 'text', text: 'Let me see.' },
    { type: 'tool_call', name: 'clock', args: { zone: 'Oslo' } },
    { type: 'tool_call', name: 'clock', args: { zone: 'Rome' } },
  ];

  it('is in contentBlocks, with and without outputVersion v1', async () => {
    const answer = await new ChatMixtral({ engine: sayingEngine(text) }).invoke('Time?', { tools });
    expect(answer.content).toBe('Let me see.');
    expect(answer.contentBlocks).toMatchObject(blocks);
  });

  it('is the content of answers, and of the sum of chunks, where it is asked for', async () => {
    const model = new ChatMixtral({ engine: sayingEngine(text), outputVersion: 'v1' });
    const answer = await model.invoke('Time?', { tools });
    const whole = await sumChunks(await model.stream('Time?', { tools }));
    for (const message of [answer, whole]) {
      expect(message.content).toMatchObject(blocks);
      expect(message.content).toHaveLength(blocks.length);
      expect(message.text).toBe('Let me see.');
      expect(message.tool_calls).toMatchObject([{ args: { zone: 'Oslo' } }, { args: { zone: 'Rome' } }]);
    }
  });

  it('is accepted in a history', async () => {
    const engine = sayingEngine('Noon.');
    const answer = new AIMessage({
      contentBlocks: [
        { type: 'reasoning', reasoning: 'hidden' },
        { type: 'text', text: 'One moment.' },
        { type: 'tool_call', id: 'a', name: 'clock', args: { zone: 'Oslo' } },
      ],
    });
    const history = [
      new HumanMessage({
        contentBlocks: [
          { type: 'text', text: 'What time' },
          { type: 'text', text: ' is it?' },
        ],
      }),
      answer,
      new ToolMessage({ content: '12:00', tool_call_id: 'a' }),
    ];
    await new ChatMixtral({ engine }).invoke(history, { tools });
    const [prompt] = await engine.detokenize([engine.requests[0]?.prompt.tokens ?? []]);
    expect(prompt).toContain('What time is it?');
    expect(prompt).toContain('One moment.\n<tool_call>\n{"name": "clock", "arguments": {"zone":"Oslo"}}');
    expect(prompt).not.toContain('hidden');
  });
});

describe('ChatMixtral, when a call is aborted', () => {
  it('rejects every call of a batch at the timeout', async () => {
    const engine = endlessEngine();
    const results = await new ChatMixtral({ engine }).batch(['a', 'b'], { timeout: 30 }, { returnExceptions: true });
    expect(results).toMatchObject([{ name: 'ModelAbortError' }, { name: 'ModelAbortError' }]);
    await untilIdle(engine);
  });

  it('sends nothing to the engine if the signal is aborted already', async () => {
    const engine = endlessEngine();
    await expect(new ChatMixtral({ engine }).invoke('a', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'ModelAbortError',
      partialOutput: undefined,
    });
    expect(engine.requests).toHaveLength(0);
  });
});

describe('ChatMixtral under LangChain', () => {
  it('answers in one chunk where streaming is switched off', async () => {
    const model = new ChatMixtral({ engine: sayingEngine('Good day.'), disableStreaming: true });
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of await model.stream('Hi')) chunks.push(chunk);
    expect(chunks.map(({ text }) => text)).toEqual(['Good day.']);
  });

  it('keeps answers of other models, settings and templates apart in one cache', async () => {
    const cache = new InMemoryCache();
    const engines = [sayingEngine('a'), sayingEngine('b')];
    const models = [
      new ChatMixtral({ engine: engines[0] as ScriptedEngine, cache }),
      new ChatMixtral({ engine: engines[1] as ScriptedEngine, cache, seed: 1 }),
      new ChatMixtral({ engine: new ScriptedEngine(() => ['c'], { id: 'another' }), cache }),
      new ChatMixtral({ engine: sayingEngine('d'), cache, stop: ['.'] }),
      new ChatMixtral({ engine: sayingEngine('e'), cache, outputVersion: 'v1' }),
    ];
    const ask = () => Promise.all(models.map(async (model) => (await model.invoke('Hi')).text));
    expect(await ask()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await ask()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(engines[0]?.requests).toHaveLength(1);
  });

  it('counts tokens with the tokenizer of the model', async () => {
    const engine = sayingEngine('Good day.');
    const [encoded] = await engine.tokenize(['Good day to you.']);
    expect(await new ChatMixtral({ engine }).getNumTokens('Good day to you.')).toBe(encoded?.tokens.length);
    expect(
      await new ChatMixtral({ engine }).getNumTokens([
        { type: 'text', text: 'Good day' },
        { type: 'text', text: ' to you.' },
      ]),
    ).toBe(encoded?.tokens.length);
  });
});
