import { describe, expect, it } from '@jest/globals';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { Mixtral } from '../completion/mixtral.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';

const engine = () => new ScriptedEngine(() => ['Good day.']);
const models = [
  { name: 'ChatMixtral', make: (fields = {}) => new ChatMixtral({ engine: engine(), ...fields }) },
  { name: 'Mixtral', make: (fields = {}) => new Mixtral({ engine: engine(), ...fields }) },
];

describe.each(models)('an unknown option of $name', ({ make }) => {
  it.each([
    ['max_tokens', 'use "maxTokens"'],
    ['maxTokns', 'use "maxTokens"'],
    ['max_completion_tokens', 'use "maxTokens"'],
    ['repetition_penalty', 'use "repeatPenalty"'],
    ['stopSequences', 'use "stop"'],
    ['Temperature', 'use "temperature"'],
    ['telescope', 'there are '],
    ['x'.repeat(500), 'there are '],
  ])('is refused at construction and in a call, with the nearest name: %s', async (name, advice) => {
    const expected = { code: 'INVALID_OPTION', option: name.slice(0, 64), message: expect.stringContaining(advice) };
    expect(() => make({ [name]: 1 })).toThrow(expect.objectContaining(expected));
    const model = make();
    await expect(model.invoke('Hello', { [name]: 1 })).rejects.toMatchObject(expected);
    await expect(
      model
        .withConfig({ [name]: 1 })
        .stream('Hello')
        .then(readAll),
    ).rejects.toMatchObject(expected);
    expect((model.engine as ScriptedEngine).requests).toHaveLength(0);
  });

  it('is ignored in a graph, which passes on its whole configuration, unless it spells a known one', async () => {
    const graph = { writer: () => undefined, control: {}, executionInfo: {}, newInTheNextVersion: 1 };
    await make().invoke('Hello', graph as never);
    await expect(make().invoke('Hello', { ...graph, max_tokens: 3 } as never)).rejects.toMatchObject({
      option: 'max_tokens',
    });
  });

  it('is none of those that LangChain itself adds', async () => {
    const options = {
      runName: 'run',
      tags: ['a'],
      metadata: { a: 1 },
      configurable: { thread_id: '1' },
      maxRetries: 1,
    };
    await make({ verbose: false, tags: [], metadata: {}, maxRetries: 0, maxConcurrency: 2 }).invoke('Hello', options);
  });
});

it.each([
  ['tool_choise', 'tool_choice'],
  ['toolChoice', 'tool_choice'],
  ['parallelToolCalls', 'parallel_tool_calls'],
  ['response_fromat', 'response_format'],
  ['functions', 'tools'],
])('ChatMixtral refuses %s, and names %s', (name, nearest) => {
  const model = new ChatMixtral({ engine: engine() });
  const expected = expect.objectContaining({ option: name, message: expect.stringContaining(`"${nearest}"`) });
  expect(() => model.bindTools([], { [name]: 'auto' })).toThrow(expected);
});

async function readAll(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of chunks) void chunk;
}
