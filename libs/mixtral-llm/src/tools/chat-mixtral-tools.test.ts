import { AIMessage, type AIMessageChunk, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { InMemoryCache } from '@langchain/core/caches';
import { tool } from '@langchain/core/tools';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type AnswerPart } from '../convert/answer-parts.js';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { loadGrammarMatcher } from '../engine/llama/testing/grammar-matcher.js';
import { callText, collect, sayingEngine } from '../testing/answers.js';

const weather = { name: 'weather', description: 'Finds the weather', schema: z.object({ city: z.string() }) };
const clock = { name: 'clock', description: 'Tells the time', schema: z.object({}) };

const twoCalls = `Let me see.\n${callText('weather', { city: 'Oslo</tool_call>' })}\n${callText('clock', {})}`;

const sum = (chunks: readonly AIMessageChunk[]) => chunks.reduce((whole, chunk) => whole.concat(chunk));
const withoutId = ({ id: _, ...call }: { id?: string | undefined }) => call;

describe('ChatMixtral with tools', () => {
  it('answers with text and calls, each with an id of its own', async () => {
    const answer = await new ChatMixtral({ engine: sayingEngine(twoCalls) })
      .bindTools([weather, clock])
      .invoke('Weather?');
    expect(answer.content).toBe('Let me see.');
    expect(answer.tool_calls?.map(withoutId)).toEqual([
      { type: 'tool_call', name: 'weather', args: { city: 'Oslo</tool_call>' } },
      { type: 'tool_call', name: 'clock', args: {} },
    ]);
    expect(new Set(answer.tool_calls?.map(({ id }) => id)).size).toBe(2);
    expect(answer.tool_calls?.[0]?.id).toMatch(/^call_[0-9a-f]{24}$/);
    expect(answer.response_metadata['finish_reason']).toBe('tool_calls');
  });

  it('streams text at once, then names, then arguments, which add up to the same', async () => {
    const model = new ChatMixtral({ engine: sayingEngine(twoCalls) }).bindTools([weather, clock]);
    const chunks = await collect(await model.stream('Weather?'));
    expect(chunks[0]?.text).toBe('Let');
    const callChunks = chunks.flatMap(({ tool_call_chunks = [] }) => tool_call_chunks);
    expect(callChunks[0]).toMatchObject({ index: 0, name: 'weather', args: '', id: expect.any(String) });
    expect(callChunks.length).toBeGreaterThan(5);
    expect(chunks.filter(({ usage_metadata }) => usage_metadata)).toHaveLength(1);
    const whole = sum(chunks);
    const invoked = await model.invoke('Weather?');
    expect(whole.content).toBe(invoked.content);
    expect(whole.tool_calls?.map(withoutId)).toEqual(invoked.tool_calls?.map(withoutId));
    expect(whole.response_metadata['finish_reason']).toBe('tool_calls');
    expect(whole.usage_metadata).toMatchObject({ ...invoked.usage_metadata });
  });

  it('never makes a call that was cut off, wherever that was', async () => {
    for (let length = 1; length < twoCalls.length; length++) {
      const engine = sayingEngine(twoCalls.slice(0, length), { finishReason: 'length' });
      const model = new ChatMixtral({ engine }).bindTools([weather, clock]);
      const answer = await model.invoke('Weather?');
      const whole = sum(await collect(await model.stream('Weather?')));
      expect(whole.tool_calls?.map(withoutId)).toEqual(answer.tool_calls?.map(withoutId));
      expect([[], [{ city: 'Oslo</tool_call>' }], [{ city: 'Oslo</tool_call>' }, {}]]).toContainEqual(
        answer.tool_calls?.map(({ args }) => args),
      );
      expect(whole.invalid_tool_calls).toHaveLength(answer.invalid_tool_calls?.length ?? 0);
      expect(answer.response_metadata['finish_reason']).toBe('length');
    }
  });

  it('reports which call was cut off', async () => {
    const engine = sayingEngine('<tool_call>\n{"name": "weather", "arguments": {"city": "Os', {
      finishReason: 'length',
    });
    const answer = await new ChatMixtral({ engine }).bindTools([weather]).invoke('Weather?');
    expect(answer.tool_calls).toEqual([]);
    expect(answer.invalid_tool_calls).toEqual([
      {
        type: 'invalid_tool_call',
        id: expect.any(String),
        name: 'weather',
        args: '{"city": "Os',
        error: expect.stringContaining('Allow more tokens'),
      },
    ]);
  });

  it('streams parts to a server, without LangChain', async () => {
    const model = new ChatMixtral({ engine: sayingEngine(callText('clock', {}), {}, 100) });
    const parts: AnswerPart[] = await collect(model.streamAnswer([new HumanMessage('Time?')], { tools: [clock] }));
    expect(parts.map(({ type }) => type)).toEqual(['tool-call-start', 'tool-call-delta', 'tool-call-end', 'finish']);
    expect(parts[2]).toMatchObject({ index: 0, name: 'clock', arguments: '{}', id: expect.stringMatching(/^call_/) });
    expect(parts[3]).toMatchObject({ reason: 'tool_calls', usage: { completionTokens: expect.any(Number) } });
  });

  it('renders tools, earlier calls and their results in the prompt', async () => {
    const engine = sayingEngine('It is sunny.');
    const call = { type: 'tool_call' as const, id: 'a', name: 'weather', args: { city: 'Oslo' } };
    const history = [
      new HumanMessage('Weather?'),
      new AIMessage({ content: '', tool_calls: [call] }),
      new ToolMessage({ content: 'sunny', tool_call_id: 'a' }),
    ];
    await new ChatMixtral({ engine }).bindTools([weather]).invoke(history);
    const [prompt] = await engine.detokenize([engine.requests[0]?.prompt.tokens ?? []]);
    expect(prompt).toContain('{"name":"weather","description":"Finds the weather","parameters":{"type":"object"');
    expect(prompt).toContain('<tool_call>\n{"name": "weather", "arguments": {"city":"Oslo"}}\n</tool_call>');
    expect(prompt).toContain('<tool_result name="weather">\nsunny\n</tool_result>');
  });

  it('sends a grammar that enforces the tool choice', async () => {
    const engine = sayingEngine('');
    const model = new ChatMixtral({ engine });
    for (const tool_choice of ['auto', 'any', 'clock', 'none'])
      await model.bindTools([weather, clock], { tool_choice }).invoke('Hi');
    const [auto, any, byName, none] = engine.requests.map(({ grammar }) => grammar);
    expect(new Set([auto, any, byName, none]).size).toBe(4);
    expect(byName).not.toContain('weather');
    expect(none).toBeUndefined();
  });

  it.each([
    { tool_choice: 'auto', parallel: undefined, isSeveral: true },
    { tool_choice: 'auto', parallel: false, isSeveral: false },
    { tool_choice: 'required', parallel: undefined, isSeveral: false },
    { tool_choice: 'any', parallel: undefined, isSeveral: false },
    { tool_choice: 'clock', parallel: undefined, isSeveral: false },
    { tool_choice: 'clock', parallel: true, isSeveral: true },
  ])('allows several calls by $tool_choice with parallel $parallel: $isSeveral', async (row) => {
    const engine = sayingEngine('');
    const { tool_choice, parallel: parallel_tool_calls, isSeveral } = row;
    await new ChatMixtral({ engine }).invoke('Hi', { tools: [weather, clock], tool_choice, parallel_tool_calls });
    const matches = await loadGrammarMatcher();
    const call = callText('clock', {});
    const gbnf = engine.requests[0]?.grammar ?? '';
    expect(await matches(gbnf, call)).toBe(true);
    expect(await matches(gbnf, `${call}\n${call}`)).toBe(isSeveral);
  });

  it('treats calls as text when no tool may be called', async () => {
    const answer = await new ChatMixtral({ engine: sayingEngine(callText('clock', {})) }).invoke('Hi');
    expect(answer).toMatchObject({ content: callText('clock', {}), tool_calls: [] });
  });

  it('keeps answers with other tools, choices and formats apart in caches', async () => {
    const engine = sayingEngine('Hi');
    const model = new ChatMixtral({ engine, cache: new InMemoryCache() });
    const tools = [tool(() => '', weather), tool(() => '', clock)];
    const calls = [
      {},
      { tools: tools.slice(0, 1) },
      { tools: tools.slice(1) },
      { tools, tool_choice: 'auto' },
      { responseFormat: { type: 'json_object' as const } },
    ];
    for (const options of [...calls, ...calls]) await model.invoke('Hi', options);
    expect(engine.requests).toHaveLength(calls.length);
  });

  it('serialises neither the functions of its tools nor the engine', () => {
    const bound = new ChatMixtral({ engine: sayingEngine(''), seed: 1 }).bindTools([tool(() => 'secret', weather)]);
    expect(JSON.stringify(bound)).not.toMatch(/requests|secret/);
  });
});

describe('a response format', () => {
  const responseFormat = {
    type: 'json_schema',
    name: 'point',
    schema: { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] },
  } as const;

  it('is described in the system message, and messages keep their indices', async () => {
    const engine = sayingEngine('{"x":1}');
    const model = new ChatMixtral({ engine });
    await model.invoke([new SystemMessage('Be kind.'), new HumanMessage('Hi')], { responseFormat });
    await model.invoke('Hi', {
      response_format: { type: 'json_schema', json_schema: { name: 'point', schema: responseFormat.schema } },
    });
    const prompts = await engine.detokenize(engine.requests.map(({ prompt }) => prompt.tokens));
    expect(prompts[0]).toContain(
      'Be kind.\n\nAnswer with JSON and nothing else. It must match this JSON Schema:\n{"type":"object"',
    );
    expect(prompts[1]).toContain('<|im_start|>system\nAnswer with JSON');
    expect(engine.requests[1]?.prompt.spans.find(({ source }) => source === 'user')?.messageIndex).toBe(0);
    expect(engine.requests[0]?.grammar).toBe(engine.requests[1]?.grammar);
  });

  it('still allows calls, and tags in its strings are text', async () => {
    const json = JSON.stringify({ x: callText('clock', {}) });
    const tools = [clock];
    const answered = await new ChatMixtral({ engine: sayingEngine(` ${json}`) }).invoke('Hi', {
      responseFormat,
      tools,
    });
    const called = await new ChatMixtral({ engine: sayingEngine(callText('clock', {})) }).invoke('Hi', {
      responseFormat,
      tools,
    });
    expect(answered).toMatchObject({ content: ` ${json}`, tool_calls: [] });
    expect(called).toMatchObject({ content: '', tool_calls: [{ name: 'clock' }] });
  });

  it('is refused by name when it is strict and no grammar can enforce it', async () => {
    const refused = new ChatMixtral({ engine: sayingEngine('') }).invoke('Hi', {
      responseFormat: { type: 'json_schema', name: 'odd', schema: { not: { type: 'string' } }, strict: true },
    });
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED_SCHEMA', origin: 'the response format "odd"' });
  });

  it('is not compiled when the prompt that describes it leaves no room for an answer', async () => {
    const schema = { not: { type: 'string' }, description: 'word '.repeat(10_000) };
    const refused = new ChatMixtral({ engine: sayingEngine('') }).invoke('Hi', {
      responseFormat: { type: 'json_schema', schema },
    });
    await expect(refused).rejects.toMatchObject({ name: 'ContextOverflowError' });
  });

  it('does not shift the index of the message in an error', async () => {
    const refused = new ChatMixtral({ engine: sayingEngine('') }).invoke(
      [new HumanMessage('Hi'), new AIMessage('Ho')],
      {
        responseFormat,
        continueFinalMessage: false,
      },
    );
    await expect(refused).rejects.toMatchObject({ code: 'LAST_MESSAGE_NOT_FROM_USER', messageIndex: 1 });
  });
});
