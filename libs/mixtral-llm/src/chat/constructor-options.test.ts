import { HumanMessage } from '@langchain/core/messages';
import { InMemoryCache } from '@langchain/core/caches';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Mixtral } from '../completion/mixtral.js';
import { callText, endlessEngine, sayingEngine, untilIdle } from '../testing/answers.js';
import { type Engine } from '../engine/engine.js';
import { ChatMixtral } from './chat-mixtral.js';

const clock = { name: 'clock', description: 'Tells the time', schema: z.object({}) };
const weather = { name: 'weather', description: 'Finds the weather', schema: z.object({}) };
const json = { type: 'json_object' } as const;

describe.each([
  { name: 'ChatMixtral', make: (fields: object) => new ChatMixtral({ engine: endlessEngine(), ...fields }) },
  { name: 'Mixtral', make: (fields: object) => new Mixtral({ engine: endlessEngine(), ...fields }) },
])('the limits of $name', ({ make }) => {
  const calls: readonly (readonly [string, (model: ReturnType<typeof make>, options?: object) => Promise<unknown>])[] =
    [
      ['invoke', async (model, options) => model.invoke('Hello', options)],
      ['stream', async (model, options) => readAll(await model.stream('Hello', options))],
      ['streamParts', async (model, options) => readAll(partsOf(model, options))],
    ];

  it.each(calls)('end a call at the timeout of the model: %s', async (_, call) => {
    const model = make({ timeout: 20 });
    await expect(call(model)).rejects.toThrow(/timeout/);
    await expect(call(model, { timeout: 60_000 })).rejects.toThrow(/timeout/);
    await untilIdle(model.engine as never);
  });

  it.each(calls)('end a call at the timeout of the call: %s', async (_, call) => {
    // In a stream, LangChain itself throws first.
    await expect(call(make({ timeout: 60_000 }), { timeout: 20 })).rejects.toThrow(/timeout|Aborted/);
  });

  it.each(calls)('end every call when the signal of the model aborts: %s', async (_, call) => {
    const controller = new AbortController();
    const model = make({ signal: controller.signal });
    const running = Promise.allSettled([call(model), call(model, { signal: new AbortController().signal })]);
    while ((model.engine as { capacity(): { active: number } }).capacity().active < 2) await new Promise(setImmediate);
    controller.abort(new Error('The server stops.'));
    const stopped = { status: 'rejected', reason: { message: expect.stringMatching(/The server stops/) } };
    expect(await running).toMatchObject([stopped, stopped]);
    await expect(call(model)).rejects.toThrow(/The server stops/);
    await untilIdle(model.engine as never);
  });

  it.each([
    [{ timeout: 0 }, 'timeout', 'is 0'],
    [{ timeout: 1.5 }, 'timeout', 'is 1.5'],
    [{ timeout: 2 ** 31 }, 'timeout', 'is 2147483648'],
    [{ timeout: '5' }, 'timeout', 'is 5'],
    [{ signal: {} }, 'signal', 'is no AbortSignal'],
  ])('are refused where they cannot be kept: %j', (fields, option, problem) => {
    const expected = { code: 'INVALID_OPTION', option, message: expect.stringContaining(problem) };
    expect(() => make(fields)).toThrow(expect.objectContaining(expected));
  });

  it('hold the caller for the queue of the engine', async () => {
    const model = make({ caller: 'a', timeout: 20 });
    const { requests } = model.engine as ReturnType<typeof endlessEngine>;
    await expect(model.invoke('Hello')).rejects.toThrow();
    await expect(model.invoke('Hello', { caller: 'b' })).rejects.toThrow();
    expect(requests.map(({ caller }) => caller)).toEqual(['a', 'b']);
  });
});

describe('the template of a model', () => {
  const engine = sayingEngine('Hi');
  const { chatTemplate: _, ...model } = engine.model;
  const vocabulary = { ...model.vocabulary, isMistralV1: true };
  const mixtral = { ...engine, model: { ...model, vocabulary } } as unknown as Engine;

  it('is that of the training, or that of the model card where it is asked for', () => {
    const [training, card] = [
      new ChatMixtral({ engine: mixtral }),
      new ChatMixtral({ engine: mixtral, template: 'card' }),
    ];
    expect([training.template.version, card.template.version]).toEqual([
      'mistral-instruct-v1',
      'mistral-instruct-v1-card',
    ]);
    expect(card._identifyingParams()['template']).toBe('mistral-instruct-v1-card');
  });

  it.each([
    ['card', engine],
    ['chatml', engine],
    ['chatml', mixtral],
  ])('is refused where the model does not have it: %s', (template, given) => {
    const make = () => new ChatMixtral({ engine: given, template: template as 'card' });
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', option: 'template' }));
  });
});

describe('the tools and the format of a model', () => {
  it('hold for each call', async () => {
    const model = new ChatMixtral({
      engine: sayingEngine(callText('clock', {})),
      tools: [clock],
      tool_choice: 'clock',
    });
    expect((await model.invoke('Time?')).tool_calls).toMatchObject([{ name: 'clock' }]);
    const { tokens } = await model.renderPrompt([new HumanMessage('Time?')]);
    expect((await model.engine.detokenize([tokens])).join('')).toContain('Answer with a call of the tool clock.');
    const parts = model.streamAnswer([new HumanMessage('Time?')]);
    const types: string[] = [];
    for await (const { type } of parts) types.push(type);
    expect(types).toContain('tool-call-end');
  });

  it('give way to those of a call', async () => {
    const engine = sayingEngine('{}');
    const model = new ChatMixtral({ engine, tools: [clock], tool_choice: 'required', responseFormat: json });
    await model.invoke('Hi', { tools: [weather] });
    await model.invoke('Hi', { tool_choice: 'none' });
    await model.invoke('Hi', { tools: [], tool_choice: 'auto', response_format: { type: 'text' } });
    const [others, json_, text] = engine.requests.map(({ grammar }) => grammar);
    expect(others).toContain('weather');
    expect(others).not.toContain('clock');
    expect(json_).not.toContain('clock');
    expect(text).toBeUndefined();
  });

  it('are left out of structured output', async () => {
    const engine = sayingEngine('{"a":"b"}');
    const model = new ChatMixtral({ engine, tools: [clock], tool_choice: 'required' });
    const value = await model.withStructuredOutput(z.object({ a: z.string() })).invoke('Hi');
    expect(value).toEqual({ a: 'b' });
    expect(engine.requests[0]?.grammar).not.toContain('clock');
  });

  it('are checked when the model is made; a choice may wait for tools that are bound later', async () => {
    const make = (fields: object) => new ChatMixtral({ engine: sayingEngine(callText('clock', {})), ...fields });
    expect(() => make({ tools: [{ name: '' }] })).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_TOOL' }));
    expect(() => make({ tools: [clock], tool_choice: 'weather' })).toThrow(/weather/);
    expect(() => make({ responseFormat: { type: 'json_schema', schema: { not: {} }, strict: true } })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA' }),
    );
    const answer = await make({ tool_choice: 'any' }).bindTools([clock]).invoke('Time?');
    expect(answer.tool_calls).toHaveLength(1);
  });

  it('keep answers apart in caches', async () => {
    const cache = new InMemoryCache();
    const make = (text: string, fields: object) => new ChatMixtral({ engine: sayingEngine(text), cache, ...fields });
    const models = [make('a', {}), make('{}', { responseFormat: json }), make('c', { tools: [clock] })];
    const texts = await Promise.all(models.map(async (model) => (await model.invoke('Hi')).text));
    expect(texts).toEqual(['a', '{}', 'c']);
  });

  it('are no part of the serialised form', () => {
    const model = new ChatMixtral({
      engine: sayingEngine(''),
      tools: [clock],
      signal: AbortSignal.abort(),
      timeout: 5,
    });
    expect(JSON.stringify(model)).not.toMatch(/clock|signal/);
  });
});

function partsOf(model: ChatMixtral | Mixtral, options?: object): AsyncIterable<unknown> {
  return model instanceof ChatMixtral
    ? model.streamParts([new HumanMessage('Hello')], options)
    : model.streamParts('Hello', options);
}

async function readAll(parts: AsyncIterable<unknown>): Promise<void> {
  for await (const part of parts) void part;
}
