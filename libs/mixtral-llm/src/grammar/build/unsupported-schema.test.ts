import { describe, expect, it } from '@jest/globals';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { jsonSchemaToGrammar } from './json-schema-to-grammar.js';
import { type JsonSchema } from '../schema/json-schema.js';

const text = { type: 'string' };

/** Makes a schema that is deep enough to overflow the stack of a compiler without a limit. */
function nested(levels: number): JsonSchema {
  let schema: JsonSchema = text;
  for (let level = 0; level < levels; level++) schema = { type: 'array', items: schema };
  return schema;
}

/** Makes schemas of which each refers to the next. */
function chained(count: number, around: (next: JsonSchema) => JsonSchema): JsonSchema {
  const definitions = Array.from(
    { length: count },
    (_, index) => [`s${index}`, index === count - 1 ? text : around({ $ref: `#/$defs/s${index + 1}` })] as const,
  );
  return { $ref: '#/$defs/s0', $defs: Object.fromEntries(definitions) };
}

const cases: readonly (readonly [name: string, schema: JsonSchema, pointer: string, message: RegExp])[] = [
  ['the keyword not', { properties: { a: { not: text } } }, '/properties/a/not', /"not".*enum, anyOf or pattern/],
  ['the keyword if', { if: text, then: { minLength: 1 } }, '/if', /anyOf/],
  ['the keyword dependentRequired', { dependentRequired: { a: ['b'] } }, '/dependentRequired', /anyOf/],
  [
    'the keyword patternProperties',
    { patternProperties: { '^x': text } },
    '/patternProperties',
    /additionalProperties/,
  ],
  ['the keyword contains', { contains: text }, '/contains', /prefixItems/],
  ['the keyword uniqueItems', { type: 'array', uniqueItems: true }, '/uniqueItems', /check the answer/],
  ['the keyword unevaluatedItems', { unevaluatedItems: false }, '/unevaluatedItems', /items/],
  ['the keyword $dynamicRef', { $dynamicRef: '#node' }, '/$dynamicRef', /\$ref/],
  ['an unknown type', { type: 'text' }, '/type', /one of object, array/],
  ['an unknown format', { type: 'string', format: 'iri' }, '/format', /"iri".*date-time.*or a pattern/],
  ['a pattern that looks ahead', { type: 'string', pattern: '^a(?=b)' }, '/pattern', /\(\?=b\) cannot be expressed/],
  ['a pattern with a back reference', { type: 'string', pattern: '(a)\\1' }, '/pattern', /\\1 cannot/],
  ['a pattern with a word boundary', { type: 'string', pattern: '\\ba' }, '/pattern', /\\b cannot/],
  ['a pattern with a property', { type: 'string', pattern: '\\p{L}' }, '/pattern', /\\p\{L\} cannot/],
  ['an invalid pattern', { type: 'string', pattern: '(' }, '/pattern', /Unterminated group/],
  [
    'a pattern that is too large',
    { type: 'string', pattern: '^(?:(?:a{1,99}b){1,99}c){1,99}$' },
    '/pattern',
    /too large/,
  ],
  ['a pattern that takes too much work', { type: 'string', pattern: '^(.{0,1000}){0,30}$' }, '/pattern', /too large/],
  ['a pattern whose automaton explodes', { type: 'string', pattern: '^.*a.{40}$' }, '/pattern', /too large/],
  [
    'more properties than a stack holds',
    { type: 'object', properties: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`p${index}`, text])) },
    '/properties',
    /1000 at most/,
  ],
  [
    'patterns that take long together, and leave nothing',
    {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [
          `p${index}`,
          { type: 'string', pattern: `^(a|b)*a(a|b){9}c${index}$`, maxLength: 3 },
        ]),
      ),
    },
    '',
    /more than a grammar can hold/,
  ],
  [
    'a long name beside free ones',
    { type: 'object', properties: { ['n'.repeat(100_000)]: text }, additionalProperties: text },
    '',
    /more than a grammar can hold/,
  ],
  ['multipleOf a fraction', { type: 'number', multipleOf: 0.01 }, '/multipleOf', /whole number/],
  ['bounds of draft 4', { type: 'number', minimum: 1, exclusiveMinimum: true }, '/exclusiveMinimum', /a number/],
  ['a negative length', { type: 'string', minLength: -1 }, '/minLength', /whole number/],
  ['a huge minLength', { type: 'string', minLength: 1_000_000 }, '/minLength', /at most 100000/],
  ['a huge minItems', { type: 'array', minItems: 1_000_000 }, '/minItems', /at most 10000/],
  ['minProperties of free names', { type: 'object', minProperties: 2 }, '/minProperties', /name the properties/],
  ['propertyNames with a pattern', { type: 'object', propertyNames: { pattern: '^a' } }, '/propertyNames', /enum/],
  ['a reference to another document', { $ref: 'https://example.com/a.json' }, '/$ref', /within the same schema/],
  ['a reference to nothing', { properties: { a: { $ref: '#/$defs/none' } } }, '/properties/a/$ref', /nothing is there/],
  ['a reference to itself', { $ref: '#' }, '', /leads back to itself/],
  [
    'an alternative that is itself',
    { $defs: { a: { anyOf: [text, { $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' },
    '/$defs/a',
    /leads back to itself/,
  ],
  ['oneOf that may overlap', { oneOf: [text, { type: 'string', maxLength: 3 }] }, '/oneOf/0', /use anyOf/],
  [
    'oneOf with overlapping numbers',
    { oneOf: [{ type: 'null' }, { type: 'integer' }, { type: 'number' }] },
    '/oneOf/1',
    /use anyOf/,
  ],
  [
    'oneOf with a value that another branch allows',
    { oneOf: [{ enum: ['x', 'abcd'] }, { type: 'string', minLength: 3 }] },
    '/oneOf/0',
    /use anyOf/,
  ],
  [
    'too many combinations',
    { allOf: Array.from({ length: 9 }, () => ({ anyOf: [{ minLength: 1 }, { maxLength: 9 }] })) },
    '/allOf/8',
    /combinations/,
  ],
  ['properties with values that are not schemas', { properties: { a: 'string' } }, '/properties/a', /no schema/],
  ['required with a value that is not a list', { type: 'object', required: true }, '/required', /list of names/],
  ['enum with a value that is not a list', { enum: 'a' }, '/enum', /list of values/],
  ['a schema nested too deeply', nested(10_000), '/items'.repeat(257), /more than 256 levels/],
  ['a chain of 5,000 references', chained(5000, (next) => next), '/$defs/s255', /more than 256 references/],
  [
    'lists in lists by reference',
    chained(5000, (next) => ({ type: 'array', items: next })),
    '/$defs/s256/items',
    /more than 256 levels/,
  ],
  [
    'objects in objects by reference',
    chained(5000, (next) => ({ type: 'object', properties: { a: next } })),
    '/$defs/s256/properties/a',
    /more than 256 levels/,
  ],
  ['false', false, '', /no value that satisfies it/],
  ['bounds that exclude each other', { type: 'integer', minimum: 3, maximum: 2 }, '', /no value that satisfies it/],
  ['types that exclude each other', { allOf: [text, { type: 'null' }] }, '', /no value that satisfies it/],
  ['a pattern and a format that exclude each other', { type: 'string', format: 'date', pattern: 'x' }, '', /no value/],
  [
    'a required property that is never valid',
    { type: 'object', properties: { a: false }, required: ['a'] },
    '',
    /no value/,
  ],
  [
    'a recursive schema without an end',
    { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
    '',
    /none that ends/,
  ],
];

describe('jsonSchemaToGrammar', () => {
  it.each(cases)('refuses %s and names its location', (_name, schema, pointer, message) => {
    let refusal: unknown;
    try {
      jsonSchemaToGrammar(schema);
    } catch (error) {
      refusal = error;
    }
    if (!UnsupportedSchemaError.isInstance(refusal)) throw refusal ?? new Error('it was not refused');
    expect(refusal).toMatchObject({ code: 'UNSUPPORTED_SCHEMA', pointer });
    expect(refusal.message).toMatch(message);
  });

  it.each<readonly [string, JsonSchema]>([
    ['a reference', { $ref: 'x'.repeat(100_000) }],
    ['a format', { type: 'string', format: 'x'.repeat(100_000) }],
    ['a pattern', { type: 'string', pattern: `${'x'.repeat(100_000)}(?=a)` }],
    ['a name', { properties: { ['x'.repeat(100_000)]: { type: 'text' } } }],
  ])('shortens a long part of the schema in its message: %s', (_, schema) => {
    expect(() => jsonSchemaToGrammar(schema)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_SCHEMA', message: expect.stringMatching(/^.{1,1000}$/s) }),
    );
  });

  it('refuses values that are no schemas', () => {
    for (const schema of [null, 'string', 3, []]) {
      expect(() => jsonSchemaToGrammar(schema as unknown as JsonSchema)).toThrow(/no schema/);
    }
  });
});
