import { type BindToolsInput } from '@langchain/core/language_models/chat_models';
import { RunnableLambda } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { toToolChoice } from './to-tool-choice.js';
import { toToolDefinitions } from './to-tool-definitions.js';

const description = 'Finds the weather of a city';
const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const schema = z.object({ city: z.string() });

const forms: { name: string; form: BindToolsInput }[] = [
  { name: 'a structured tool', form: tool(() => 'sunny', { name: 'weather', description, schema }) },
  {
    name: 'a runnable converted to a tool',
    form: RunnableLambda.from((_: { city: string }) => 'sunny').asTool({ name: 'weather', description, schema }),
  },
  { name: "OpenAI's definition", form: { type: 'function', function: { name: 'weather', description, parameters } } },
  { name: 'the parameters of a tool with zod', form: { name: 'weather', description, schema } },
  { name: 'the parameters of a tool with JSON Schema', form: { name: 'weather', description, schema: parameters } },
];

const chat = (fields: object = {}) => new ChatMixtral({ engine: new ScriptedEngine(() => []), ...fields });

describe('tools in the forms of LangChain', () => {
  it.each(forms)('converts $name', ({ form }) => {
    expect(toToolDefinitions([form])).toEqual([{ name: 'weather', description, parameters }]);
  });

  it('converts a tool without parameters', () => {
    expect(toToolDefinitions([{ type: 'function', function: { name: 'now' } }])).toEqual([{ name: 'now' }]);
  });

  it.each([
    { what: 'a form that is not known', form: { retrieval: true }, message: /^Tool 1 has a form that is not known/ },
    { what: 'no name', form: { type: 'function', function: { parameters } }, message: /^Tool 1 has no name/ },
    {
      what: 'parameters that are a list',
      form: { type: 'function', function: { name: 'x', parameters: [] } },
      message: /^Tool "x" has parameters that are no JSON Schema/,
    },
    {
      what: 'a type that JSON does not have',
      form: { name: 'x', schema: z.object({ at: z.date() }) },
      message: /^Tool 1 has a schema that JSON Schema cannot express/,
    },
  ])('refuses $what by the index of the tool', ({ form, message }) => {
    const refused = () => chat().bindTools([{ name: 'weather', description, schema }, form]);
    expect(refused).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_TOOL', message: expect.stringMatching(message) }),
    );
  });

  it('refuses a strict tool when it is bound, if no grammar can enforce its schema', () => {
    const parameters = { type: 'object', properties: { a: { not: { type: 'string' } } } };
    const refused = () => chat().bindTools([{ type: 'function', function: { name: 'odd', parameters, strict: true } }]);
    expect(refused).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA', origin: 'tool "odd"', pointer: '/properties/a/not' }),
    );
  });
});

describe('a choice of tools', () => {
  const tools = [{ name: 'weather' }, { name: 'clock' }];

  it.each([
    [undefined, 'auto'],
    ['auto', 'auto'],
    ['none', 'none'],
    ['any', 'required'],
    ['required', 'required'],
    ['clock', { name: 'clock' }],
    [{ type: 'function', function: { name: 'clock' } }, { name: 'clock' }],
    [{ type: 'tool', name: 'clock' }, { name: 'clock' }],
  ])('converts %j', (choice, expected) => {
    expect(toToolChoice(choice, tools)).toEqual(expected);
  });

  it.each([
    {
      choice: 'calendar',
      offered: tools,
      message: /the tool "calendar", which is not offered: choose one of these: weather, clock/,
    },
    { choice: 'required', offered: [], message: /no tool is offered/ },
    { choice: { type: 'function' }, offered: tools, message: /a form that is not known/ },
  ])('refuses $choice of $offered.length tools', ({ choice, offered, message }) => {
    expect(() => toToolChoice(choice, offered)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_TOOL', message: expect.stringMatching(message) }),
    );
  });
});
