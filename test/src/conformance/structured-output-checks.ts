import { expect, it } from '@jest/globals';
import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { z } from 'zod';
import { callText, collect, type Subject } from './subject.js';

const person = z
  .object({ name: z.string().max(24), age: z.int().min(0).max(150), kind: z.enum(['child', 'adult']) })
  .describe('A person');
const jsonSchema = z.toJSONSchema(person);
const value = { name: 'Anna', age: 41, kind: 'adult' };
const text = 'Anna is an adult of 41 years.';

/** Checks structured output: every method, zod and JSON Schema, raw answers, streams, and tracers. */
export function structuredOutputChecks(subject: () => Subject): void {
  const model = () => subject().model({ maxTokens: 160, grammarLimits: { stringLength: 24, items: 4, depth: 4 } });

  it.each([
    { what: 'zod', method: undefined, schema: person },
    { what: 'zod, by function calling', method: 'functionCalling', schema: person },
    { what: 'JSON Schema', method: 'jsonSchema', schema: jsonSchema },
    { what: 'JSON Schema, by function calling', method: 'functionCalling', schema: jsonSchema },
  ] as const)('answers with a value that validates ($what)', async ({ method, schema }) => {
    subject().setAnswers(method === 'functionCalling' ? callText('person', value) : JSON.stringify(value));
    const structured = model().withStructuredOutput(schema as Record<string, unknown>, {
      name: 'person',
      ...(method && { method }),
    });
    const answer = await structured.invoke(text);
    expect(person.parse(answer)).toEqual(answer);
  });

  it('gives the raw answer beside the value', async () => {
    subject().setAnswers(JSON.stringify(value));
    const { raw, parsed } = await model().withStructuredOutput(person, { includeRaw: true }).invoke(text);
    expect(AIMessage.isInstance(raw) && !AIMessageChunk.isInstance(raw)).toBe(true);
    expect(person.parse(parsed)).toEqual(parsed);
  });

  it('works behind a prompt template, and streams the whole value', async () => {
    subject().setAnswers(JSON.stringify(value));
    const chain = ChatPromptTemplate.fromMessages([
      ['system', 'Extract the person.'],
      ['human', '{text}'],
    ]).pipe(model().withStructuredOutput(person));
    const values = await collect(await chain.stream({ text }));
    expect(person.parse(values.at(-1))).toEqual(values.at(-1));
  });

  it.each(['jsonSchema', 'functionCalling'] as const)('gives tracers the format of %s', async (method) => {
    subject().setAnswers(method === 'functionCalling' ? callText('person', value) : JSON.stringify(value));
    const extras: unknown[] = [];
    const callbacks = [
      {
        handleChatModelStart: (
          _model: unknown,
          _messages: unknown,
          _run: string,
          _parent?: string,
          extra?: Record<string, unknown>,
        ) => void extras.push(extra),
      },
    ];
    await model().withStructuredOutput(person, { name: 'person', method }).invoke(text, { callbacks });
    const [extra] = extras as {
      options: { ls_structured_output_format: { kwargs: { method: string }; schema: { properties: object } } };
    }[];
    expect(extra?.options.ls_structured_output_format.kwargs.method).toBe(method);
    expect(Object.keys(extra?.options.ls_structured_output_format.schema.properties ?? {})).toEqual([
      'name',
      'age',
      'kind',
    ]);
  });
}
