import { describe, expect, it } from '@jest/globals';
import { jsonSchemaToGrammar } from '../build/json-schema-to-grammar.js';
import { type JsonSchema } from '../schema/json-schema.js';
import { withWorkBudget, WorkSpentError } from './work-budget.js';

const many = <Value>(count: number, of: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => of(index));

/** Budget of a grammar that is compiled at once. */
const workAtOnce = 20_000;

const long: readonly (readonly [name: string, schema: JsonSchema])[] = [
  ['8,000 allOf parts', { allOf: many(8000, () => ({ type: 'string' })) }],
  ['4,000 prefixItems', { type: 'array', prefixItems: many(4000, () => ({ type: 'null' })) }],
  ['2,000 optional prefixItems', { type: 'array', minItems: 0, prefixItems: many(2000, () => ({ type: 'null' })) }],
  [
    '900 properties with minProperties and maxProperties',
    {
      type: 'object',
      minProperties: 500,
      maxProperties: 800,
      properties: Object.fromEntries(many(900, (index) => [`p${index}`, { type: 'string' }])),
    },
  ],
  [
    '300 allOf parts over 300 properties',
    {
      properties: Object.fromEntries(many(300, (index) => [`p${index}`, true])),
      allOf: many(300, () => ({ additionalProperties: { type: 'string' } })),
    },
  ],
  [
    'a long const with 500 maxLength keywords',
    { const: 'x'.repeat(500_000), allOf: many(500, () => ({ maxLength: 600_000 })) },
  ],
  [
    'a const list with 300 items keywords',
    { const: many(5000, (index) => index), allOf: many(300, () => ({ items: { type: 'integer' } })) },
  ],
  ['a const list with uniqueItems', { const: [many(2000, (index) => index)], items: { uniqueItems: true } }],
  ['300 enum values with shared prefixes', { enum: many(300, (index) => 'a'.repeat(index)) }],
  ['30,000 examples', { type: 'null', examples: many(30_000, () => 1) }],
];

describe('withWorkBudget', () => {
  it.each(long)('stops long work: %s', (_, schema) => {
    expect(() => withWorkBudget(workAtOnce, () => jsonSchemaToGrammar(schema))).toThrow(WorkSpentError);
  });

  it('is enough for the schemas that apps use', () => {
    const tool = {
      type: 'object',
      properties: Object.fromEntries(many(20, (index) => [`p${index}`, { type: 'string', description: 'what it is' }])),
      required: ['p1'],
    };
    expect(() =>
      withWorkBudget(workAtOnce, () => jsonSchemaToGrammar({ type: 'array', items: { anyOf: many(4, () => tool) } })),
    ).not.toThrow();
  });

  it('counts nothing where no budget is in force', () => {
    expect(
      jsonSchemaToGrammar({ type: 'array', minItems: 0, prefixItems: many(4000, () => ({ type: 'null' })) }).gbnf,
    ).toContain('null');
  });
});
