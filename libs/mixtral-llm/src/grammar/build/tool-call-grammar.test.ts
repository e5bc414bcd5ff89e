import { beforeAll, describe, expect, it } from '@jest/globals';
import { type GrammarMatcher, loadGrammarMatcher } from '../../engine/llama/testing/grammar-matcher.js';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { toolCallGrammar, type ToolCallGrammarRequest } from './tool-call-grammar.js';

let matches: GrammarMatcher;
beforeAll(async () => {
  matches = await loadGrammarMatcher();
});

const weather = {
  name: 'weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const clock = { name: 'clock' };
const tools = [weather, clock];

const askWeather = '<tool_call>\n{"name": "weather", "arguments": {"city": "Bern"}}\n</tool_call>';
const askClock = '<tool_call>\n{"name": "clock", "arguments": {}}\n</tool_call>';

const cases: readonly (readonly [
  what: string,
  request: Omit<ToolCallGrammarRequest, 'tools'>,
  text: string,
  isMatch: boolean,
])[] = [
  ['text', {}, 'Hello <b>you</b> < >, é😀\n\n', true],
  ['nothing', {}, '', true],
  ['a call', {}, askWeather, true],
  ['text and a call', {}, `One moment.\n${askClock}`, true],
  ['a tag that was begun twice', {}, `<<tool_<${askClock}`, true],
  ['a tag that was only begun', {}, 'Use <tool_call', true],
  ['several calls', {}, `${askWeather}\n${askClock}`, true],
  ['a tag that is no call', {}, 'Use <tool_call> for that', false],
  ['text after a call', {}, `${askClock} Done.`, false],
  ['a newline after a call', {}, `${askClock}\n`, false],
  ['an unknown tool', {}, '<tool_call>\n{"name": "other", "arguments": {}}\n</tool_call>', false],
  ['arguments of another tool', {}, '<tool_call>\n{"name": "weather", "arguments": {}}\n</tool_call>', false],
  ['one call of one', { parallel: false }, askClock, true],
  ['two calls where one is allowed', { parallel: false }, `${askWeather}\n${askClock}`, false],
  ['a call that is required', { choice: 'required' }, askWeather, true],
  ['text where a call is required', { choice: 'required' }, 'Hello', false],
  ['text before a required call', { choice: 'required' }, ` ${askWeather}`, false],
  ['a space before a required call', { choice: 'required', leadingSpace: true }, ` ${askWeather}`, true],
  ['the tool that is named', { choice: { name: 'clock' } }, askClock, true],
  ['another tool than the named one', { choice: { name: 'clock' } }, askWeather, false],
];

describe('toolCallGrammar', () => {
  it.each(cases.filter(([, , , isMatch]) => isMatch))('generates %s', async (_what, request, text) => {
    expect(await matches(toolCallGrammar({ tools, ...request }).gbnf, text)).toBe(true);
  });

  it.each(cases.filter(([, , , isMatch]) => !isMatch))('does not generate %s', async (_what, request, text) => {
    expect(await matches(toolCallGrammar({ tools, ...request }).gbnf, text)).toBe(false);
  });

  it('names the tool whose schema no grammar can enforce', () => {
    const bad = { name: 'bad', parameters: { type: 'object', properties: { a: { not: { type: 'null' } } } } };
    expect(() => toolCallGrammar({ tools: [weather, bad] })).toThrow(
      expect.objectContaining({
        pointer: '/properties/a/not',
        origin: 'tool "bad"',
        message: expect.stringContaining('tool "bad"'),
      }),
    );
  });

  it.each([{ type: 'string' }, { type: 'object', properties: { a: false }, required: ['a'] }, false])(
    'refuses arguments that are no object: %j',
    (parameters) => {
      let refusal: unknown;
      try {
        toolCallGrammar({ tools: [clock, { name: 'bad', parameters }] });
      } catch (error) {
        refusal = error;
      }
      expect(UnsupportedSchemaError.isInstance(refusal) && refusal.origin).toBe('tool "bad"');
    },
  );

  it.each([
    {
      answer: { schema: { not: { type: 'null' } }, origin: 'the response format' },
      makeParameters: () => ({}),
      origin: 'the response format',
    },
    {
      answer: { schema: { type: 'null' }, origin: 'the response format' },
      makeParameters: largePattern,
      origin: 'the tools and the response format',
    },
    { answer: undefined, makeParameters: largePattern, origin: 'the tools' },
  ])('names $origin as the origin of an error', ({ answer, makeParameters, origin }) => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      name: `draw${index}`,
      parameters: makeParameters(index),
    }));
    expect(() => toolCallGrammar({ tools: many, answer })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA', origin }),
    );
  });

  it('refuses a request without a tool to call', () => {
    expect(() => toolCallGrammar({ tools: [] })).toThrow(RangeError);
    expect(() => toolCallGrammar({ tools, choice: { name: 'other' } })).toThrow('there is no tool "other" to choose');
  });
});

/** Makes a schema that is small enough alone, but too large a hundred times over. */
function largePattern(index: number): object {
  return { type: 'object', properties: { text: { type: 'string', pattern: `^.{300}${index}$` } } };
}
