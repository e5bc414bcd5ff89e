import { AIMessage } from '@langchain/core/messages';
import { OutputParserException } from '@langchain/core/output_parsers';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { callText } from '../testing/answers.js';
import { ScriptedEngine, type ScriptedEngineOptions } from '../testing/scripted-engine.js';

const point = z.object({ x: z.number(), label: z.string() }).describe('A point');
const pointJson = {
  title: 'Point',
  type: 'object',
  properties: { x: { type: 'number' }, label: { type: 'string' } },
  required: ['x', 'label'],
};

/** Holds Markdown in a string, which LangChain's own parsers misread. */
const value = { x: 1.5, label: 'see ```json {} ``` and </tool_call>' };

function saying(text: string, options?: ScriptedEngineOptions) {
  const engine = new ScriptedEngine(() => text.match(/[^]{1,3}/g) ?? [], options);
  return { engine, model: new ChatMixtral({ engine }) };
}

const asCall = (args: object, name = 'extract') => callText(name, args);

describe('withStructuredOutput', () => {
  it.each([
    ['zod', point, 'extract'],
    ['JSON Schema', pointJson, 'Point'],
    ['an OpenAI function', { name: 'locate', description: 'Finds it', parameters: pointJson }, 'locate'],
  ])('returns the value of %s, by each method', async (_, schema, name) => {
    expect(await saying(JSON.stringify(value)).model.withStructuredOutput(schema).invoke('Hi')).toEqual(value);
    expect(
      await saying(JSON.stringify(value)).model.withStructuredOutput(schema, { method: 'jsonMode' }).invoke('Hi'),
    ).toEqual(value);
    const called = saying(asCall(value, name));
    expect(await called.model.withStructuredOutput(schema, { method: 'functionCalling' }).invoke('Hi')).toEqual(value);
    expect(called.engine.requests[0]?.grammar).toContain(name);
  });

  it('enforces the schema, unless any object is accepted', async () => {
    const { engine, model } = saying(JSON.stringify(value));
    for (const config of [{}, { strict: true }, { method: 'jsonMode' }])
      await model.withStructuredOutput(point, config).invoke('Hi');
    const [loose, strict, any] = engine.requests.map(({ grammar }) => grammar);
    expect(loose).toContain('label');
    expect(strict).toBe(loose);
    expect(any).not.toContain('label');
    expect(any).toBeDefined();
  });

  it('returns the answer beside the value, and null where there is none', async () => {
    const good = await saying(JSON.stringify(value))
      .model.withStructuredOutput(point, { includeRaw: true })
      .invoke('Hi');
    expect(AIMessage.isInstance(good.raw)).toBe(true);
    expect(good.parsed).toEqual(value);
    const cut = await saying('{"x": 1', { finishReason: 'length' })
      .model.withStructuredOutput(point, { includeRaw: true })
      .invoke('Hi');
    expect(cut).toMatchObject({ raw: { content: '{"x": 1' }, parsed: null });
  });

  it('streams the value once it is whole', async () => {
    const values: unknown[] = [];
    for await (const one of await saying(JSON.stringify(value)).model.withStructuredOutput(point).stream('Hi'))
      values.push(one);
    expect(values).toEqual([value]);
  });

  it('returns the value as zod transforms it', async () => {
    const schema = z.object({ x: z.number().transform((x) => x * 2), label: z.string() });
    expect(await saying(JSON.stringify(value)).model.withStructuredOutput(schema).invoke('Hi')).toMatchObject({ x: 3 });
  });

  it.each([
    {
      what: 'was cut off',
      text: '{"x": 1',
      finishReason: 'length' as const,
      config: {},
      message: /not JSON: it was cut off at its maximum length\. Raise maxTokens/,
    },
    { what: 'is no JSON', text: 'a point', config: { method: 'jsonMode' }, message: /^The answer is not JSON\./ },
    {
      what: 'does not match',
      text: '{"x": "1", "label": ""}',
      config: { method: 'jsonMode' },
      message: /does not match the schema "extract": .* \(at #\/x\)\./,
    },
    {
      what: 'calls nothing',
      text: 'a point',
      config: { method: 'functionCalling' },
      message: /^The answer does not call "extract"\./,
    },
  ])('explains that an answer $what', async ({ text, finishReason, config, message }) => {
    const error = await saying(text, { ...(finishReason && { finishReason }) })
      .model.withStructuredOutput(point, config)
      .invoke('Hi')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutputParserException);
    expect(error).toMatchObject({ message: expect.stringMatching(message), llmOutput: text });
  });

  it('names the JSON Schema that an answer does not match', async () => {
    const refused = saying('{"x": "1"}').model.withStructuredOutput(pointJson, { method: 'jsonMode' }).invoke('Hi');
    await expect(refused).rejects.toThrow(/schema "Point": .*\(at #\/x\)/);
  });

  it('refuses an unknown method or schema before any call', () => {
    const { model } = saying('');
    expect(() => model.withStructuredOutput(point, { method: 'magic' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'method' }),
    );
    expect(() => model.withStructuredOutput({ not: { type: 'string' } }, { strict: true })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA' }),
    );
  });

  it('reports its format to tracers', async () => {
    const seen: unknown[] = [];
    const callbacks = [{ handleChatModelStart: (...[, , , , extra]: unknown[]) => void seen.push(extra) }];
    await saying(JSON.stringify(value)).model.withStructuredOutput(pointJson).invoke('Hi', { callbacks });
    expect(seen).toEqual([
      expect.objectContaining({
        options: expect.objectContaining({
          ls_structured_output_format: { kwargs: { method: 'jsonSchema' }, schema: pointJson },
        }),
      }),
    ]);
  });
});
