import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { Mixtral } from '../completion/mixtral.js';
import { grammarLimitBounds, optionBounds } from './option-bounds.js';
import { type ModelFields } from './option-types.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';

const engine = () => new ScriptedEngine(() => ['Good day.']);
const makeBiases = (entries: number) => Object.fromEntries(Array.from({ length: entries }, (_, token) => [token, 1]));

/** Callers without types may give anything. */
type Options = Readonly<Partial<Record<keyof ModelFields, unknown>>>;

const models = [
  {
    name: 'ChatMixtral',
    make: (fields: Options = {}) => new ChatMixtral({ ...fields, engine: engine() } as ModelFields),
  },
  { name: 'Mixtral', make: (fields: Options = {}) => new Mixtral({ ...fields, engine: engine() } as ModelFields) },
] as const;

const refused: readonly (readonly [options: Options, problem: string])[] = [
  [{ temperature: -1 }, 'is -1: give a number from 0 to 2'],
  [{ temperature: 2.1 }, 'is 2.1'],
  [{ temperature: Number.NaN }, 'is NaN'],
  [{ temperature: 'hot' }, 'is hot'],
  [{ temperature: null }, 'is null'],
  [{ topP: 0 }, 'give a number above 0, 1 at most'],
  [{ topP: 1.01 }, 'is 1.01'],
  [{ topK: -1 }, 'is -1'],
  [{ topK: 1.5 }, 'give a whole number from 0 to 1000000'],
  [{ minP: 2 }, 'is 2'],
  [{ seed: 0.5 }, 'is 0.5'],
  [{ seed: 2 ** 32 }, 'is 4294967296'],
  [{ repeatPenalty: 0 }, 'is 0'],
  [{ presencePenalty: -3 }, 'is -3'],
  [{ frequencyPenalty: Number.POSITIVE_INFINITY }, 'is Infinity'],
  [{ maxTokens: 0 }, 'give a whole number of at least 1'],
  [{ topLogprobs: 21 }, 'is 21'],
  [{ n: 129 }, 'is 129'],
  [{ logitBias: { 5: 101 } }, 'is 101 for the token 5: give a number from -100 to 100'],
  [{ logitBias: { 5: 'much' } }, 'is much for the token 5'],
  // The scripted vocabulary has 258 tokens.
  [{ logitBias: { 258: 1 } }, 'has the token 258, which the model does not have: give ids from 0 to 257'],
  [{ logitBias: { hello: 1 } }, 'has the token hello'],
  [{ logitBias: { '-1': 1 } }, 'has the token -1'],
  [{ logitBias: { '007': 1 } }, 'has the token 007'],
  [{ logitBias: makeBiases(1025) }, 'has 1025 entries: give 1024 at most'],
  [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'has 5 strings: give 4 at most'],
  [{ stop: ['a', ''] }, 'holds an empty string at 1'],
  [{ stop: ['a'.repeat(257)] }, 'holds a string of 257 characters at 0: give 256 at most'],
  [{ stop: [5] }, 'holds a value that is not a string at 0'],
  [{ stop: 'a' }, 'is no list'],
];

const refusedLimits: readonly (readonly [limits: unknown, problem: string])[] = [
  [{ stringLength: Number.NaN }, 'has stringLength NaN: give a whole number from 0 to 100000'],
  [{ stringLength: -1 }, 'has stringLength -1'],
  [{ stringLength: 1e9 }, 'has stringLength 1000000000'],
  [{ stringLength: '10' }, 'has stringLength 10'],
  [{ items: 0.5 }, 'has items 0.5'],
  [{ items: null }, 'has items null'],
  [{ depth: 0 }, 'has depth 0: give a whole number from 1 to 100'],
  [{ maxStringLength: 10 }, 'has maxStringLength, which is not known: there are stringLength, items, depth'],
  [5, 'is 5: give an object with stringLength, items, depth'],
  ['much', 'is much'],
];

describe('grammarLimits', () => {
  const callWith = (grammarLimits?: unknown) => ({ grammarLimits, responseFormat: { type: 'json_object' } }) as never;

  it.each(refusedLimits)('are refused at construction and in a call: %j', async (grammarLimits, problem) => {
    const expected = { code: 'INVALID_OPTION', option: 'grammarLimits', message: expect.stringContaining(problem) };
    expect(() => new ChatMixtral({ engine: engine(), grammarLimits: grammarLimits as never })).toThrow(
      expect.objectContaining(expected),
    );
    const own = engine();
    await expect(new ChatMixtral({ engine: own }).invoke('Hello', callWith(grammarLimits))).rejects.toMatchObject(
      expected,
    );
    expect(own.requests).toHaveLength(0);
  });

  it.each(['minimum', 'maximum'] as const)('are accepted at the %s of their bounds', async (edge) => {
    for (const [name, bounds] of Object.entries(grammarLimitBounds)) {
      const grammarLimits = { [name]: bounds[edge] };
      const own = engine();
      await new ChatMixtral({ engine: own, grammarLimits }).invoke('Hello', callWith());
      await new ChatMixtral({ engine: own }).invoke('Hello', callWith(grammarLimits));
      expect(own.requests.map(({ grammar }) => typeof grammar)).toEqual(['string', 'string']);
    }
  });
});

describe.each(models)('the options of $name', ({ make }) => {
  it.each(refused)('are refused at construction and in a call: %j', async (options, problem) => {
    const [option] = Object.keys(options);
    const expected = { code: 'INVALID_OPTION', option, message: expect.stringContaining(problem) };
    expect(() => make(options)).toThrow(expect.objectContaining(expected));
    const model = make();
    await expect(model.invoke('Hello', options as never)).rejects.toMatchObject(expected);
    expect((model.engine as ScriptedEngine).requests).toHaveLength(0);
  });

  it('are accepted at their bounds', async () => {
    const edges = Object.entries(optionBounds).map(([name, bounds]) => [
      name,
      'isMinimumExclusive' in bounds ? bounds.maximum : bounds.minimum,
    ]);
    const options: Options = {
      ...Object.fromEntries(edges),
      n: 1,
      logitBias: { 0: -100, 257: 100 },
      stop: ['a'.repeat(256), 'b', 'c', 'd'],
    };
    await make(options).invoke('Hello');
    await make().invoke('Hello', options as never);
  });

  it('may have four stop strings, those of the model and of the call together', async () => {
    const model = make({ stop: ['a', 'b', 'c'] });
    await model.invoke('Hello', { stop: ['d'] });
    await expect(model.invoke('Hello', { stop: ['d', 'e'] })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: 'stop',
    });
  });
});

it('accepts exactly the numbers within the bounds of each option', () => {
  const options = Object.entries(optionBounds);
  fc.assert(
    fc.property(fc.constantFrom(...options), fc.double(), ([name, { minimum, maximum, ...kind }], value) => {
      const isAccepted =
        value <= maximum &&
        (value > minimum || (value === minimum && !('isMinimumExclusive' in kind))) &&
        (!('isInteger' in kind) || Number.isSafeInteger(value));
      const make = () => new ChatMixtral({ engine: engine(), [name]: value });
      if (isAccepted) make();
      else expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', option: name }));
    }),
    { seed: 11, numRuns: 2000 },
  );
});
