import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GrammarDeadEndError, InvalidGrammarError } from '../../../errors/index.js';
import { jsonSchemaToGrammar } from '../../../grammar/build/json-schema-to-grammar.js';
import { toolCallGrammar } from '../../../grammar/build/tool-call-grammar.js';
import { writeTinyMixtral } from '../../../testing/tiny-mixtral.js';
import { type Engine, type GenerationRequest } from '../../engine.js';
import { LlamaEngine, type LlamaEngineOptions } from '../llama-engine.js';
import { LlamaProcessEngine } from '../process/llama-process-engine.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grammar-generation-'));
  file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file);
});
afterAll(() => rm(folder, { recursive: true }));

const implementations = [
  { name: 'in this process', load: (options: LlamaEngineOptions): Promise<Engine> => LlamaEngine.load(options) },
  {
    name: 'in a process of its own',
    load: (options: LlamaEngineOptions): Promise<Engine> => LlamaProcessEngine.load(options),
  },
];

const point = {
  type: 'object',
  properties: {
    x: { type: 'integer', minimum: 0, maximum: 99 },
    label: { type: 'string', minLength: 3, maxLength: 8 },
  },
  required: ['x', 'label'],
};

describe.each(implementations)('a grammar for llama.cpp $name', ({ load }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await load({ file, gpu: false, threads: 1, parallel: 2, maxQueued: 80 });
  });
  afterAll(() => engine?.close());

  async function answer(request: Partial<GenerationRequest>) {
    const prompt = { tokens: [1, 300, 301], spans: [], templateVersion: 'test' };
    let text = '';
    for await (const part of engine.generate({
      prompt,
      maxTokens: 200,
      sampling: { temperature: 1, seed: 1 },
      ...request,
    })) {
      if (part.type === 'finish') return { text, ...part };
      text += part.text;
    }
    throw new Error('no finish part');
  }

  it('constrains the answer, which ends with the value', async () => {
    const grammar = jsonSchemaToGrammar(point).gbnf;
    const answers = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((seed) => answer({ grammar, sampling: { temperature: seed, seed } })),
    );
    for (const { text, reason } of answers) {
      expect(reason).toBe('stop');
      expect(text).toMatch(/\}$/);
      expect(JSON.parse(text)).toEqual({ x: expect.any(Number), label: expect.any(String) });
    }
    expect(new Set(answers.map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  it('constrains its own request only', async () => {
    const [constrained, free] = await Promise.all([answer({ grammar: 'root ::= "a"{3}' }), answer({ maxTokens: 10 })]);
    expect(constrained).toMatchObject({ text: 'aaa', reason: 'stop' });
    expect(free.text).not.toMatch(/^a/);
  });

  it('works with penalties, stop strings and the token limit', async () => {
    const grammar = 'root ::= "x"{50}';
    const sampling = { temperature: 1, seed: 1, frequencyPenalty: 1, repeatPenalty: 1.5 };
    expect(await answer({ grammar, sampling })).toMatchObject({ text: 'x'.repeat(50), reason: 'stop' });
    expect(await answer({ grammar: 'root ::= "abc" "def"', stop: ['d'] })).toMatchObject({
      text: 'abc',
      reason: 'stop',
    });
    expect(await answer({ grammar: 'root ::= [0-9]{100}', maxTokens: 5 })).toMatchObject({ reason: 'length' });
  });

  it('may begin with a space, which stripLeadingSpace removes', async () => {
    expect(await answer({ grammar: 'root ::= " null"', stripLeadingSpace: true })).toMatchObject({ text: 'null' });
  });

  it('never matches control tokens by their names', async () => {
    expect(await answer({ grammar: 'root ::= "<s><unk>"' })).toMatchObject({ text: '<s><unk>', reason: 'stop' });
  });

  it('constrains a tool call to valid arguments', async () => {
    const { gbnf: grammar } = toolCallGrammar({
      tools: [{ name: 'draw', parameters: point }],
      choice: 'required',
      parallel: false,
    });
    const { text } = await answer({ grammar });
    const [, call] = /^<tool_call>\n(.*)\n<\/tool_call>$/.exec(text) ?? [];
    expect(JSON.parse(call ?? '')).toMatchObject({ name: 'draw', arguments: { x: expect.any(Number) } });
  });

  it.each([
    '',
    'root ::= "a',
    'root ::= other',
    'other ::= "a"',
    'root ::= root "a"',
    'root ::= "a"{3',
    '{"type":"object"}',
  ])('fails only its own request when it is invalid: %j', async (grammar) => {
    const [refused, other] = await Promise.all([
      answer({ grammar }).catch((error: unknown) => error),
      answer({ maxTokens: 3 }),
    ]);
    expect(InvalidGrammarError.isInstance(refused)).toBe(true);
    expect(other.usage.completionTokens).toBe(3);
    expect(engine.capacity()).toMatchObject({ active: 0, queued: 0, ready: true });
  });

  it('fails only its own request when no token fits', async () => {
    const [refused, other] = await Promise.all([
      answer({ grammar: 'root ::= "ab" "\\x00"' }).catch((error: unknown) => error),
      answer({ maxTokens: 3 }),
    ]);
    expect(GrammarDeadEndError.isInstance(refused)).toBe(true);
    expect(other.usage.completionTokens).toBe(3);
    expect(await answer({ grammar: 'root ::= "ab"' })).toMatchObject({ text: 'ab', reason: 'stop' });
  });

  it('works when each of 70 requests has a new one', async () => {
    const texts = await Promise.all(
      Array.from({ length: 70 }, (_, index) =>
        answer({ grammar: `root ::= "n${index}"`, caller: String(index % 3) }),
      ).map(async (one) => (await one).text),
    );
    expect(texts).toEqual(Array.from({ length: 70 }, (_, index) => `n${index}`));
  });
});
