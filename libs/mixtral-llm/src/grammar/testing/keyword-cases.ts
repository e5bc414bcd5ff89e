import { type JsonSchema } from '../schema/json-schema.js';

/** What a keyword's grammar generates, and what it does not. A sample is a value, or `{ text }` to be taken as it stands. */
export interface KeywordCase {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly generated: readonly unknown[];
  readonly refused: readonly unknown[];
}

const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};
const tagged = (kind: string, more: object) => ({
  type: 'object',
  properties: { kind: { const: kind }, ...more },
  required: ['kind'],
});

/** A case for each keyword, and for what is easily got wrong. */
export const keywordCases: readonly KeywordCase[] = [
  { name: 'type: null', schema: { type: 'null' }, generated: [null], refused: [0, 'null', { text: '' }] },
  { name: 'type: boolean', schema: { type: 'boolean' }, generated: [true, false], refused: [0, 'true'] },
  { name: 'type: a list', schema: { type: ['string', 'null'] }, generated: ['a', null], refused: [1, []] },
  {
    name: 'true',
    schema: true,
    generated: [null, 1.5, 'a', [[]], { a: { b: [1, true] } }],
    refused: [{ text: '{"a"}' }, { text: '[1,]' }],
  },
  {
    name: 'type: string',
    schema: { type: 'string' },
    generated: ['', 'é😀\u2028', { text: '"\\u00e9\\n\\/\\"\\\\"' }, { text: '"\\ud83d\\ude00"' }, '\u007f'],
    refused: [
      { text: '"\\ud83d"' },
      { text: '"\\ude00"' },
      { text: '"\\ud83dx"' },
      { text: '"a\nb"' },
      { text: '"\\x41"' },
      { text: '"a' },
      { text: '"\t"' },
    ],
  },
  {
    name: 'minLength, maxLength',
    schema: { type: 'string', minLength: 2, maxLength: 3 },
    generated: ['ab', 'abc', '😀😀😀', { text: '"\\ud83d\\ude00\\n"' }],
    refused: ['a', 'abcd', ''],
  },
  {
    name: 'type: integer',
    schema: { type: 'integer' },
    generated: [0, -1, 999_999_999_999_999],
    refused: [1.5, { text: '-0' }, { text: '01' }, { text: '1e3' }, { text: '1234567890123456' }],
  },
  {
    name: 'type: number',
    schema: { type: 'number' },
    generated: [0, -1.25, 6.02e23, { text: '-0.5' }, 1e-7],
    refused: [{ text: '01' }, { text: '1.' }, { text: '.5' }, { text: '+1' }, { text: '1e999' }, { text: 'NaN' }],
  },
  {
    name: 'minimum, maximum',
    schema: { type: 'integer', minimum: -5, maximum: 120 },
    generated: [-5, 0, 7, 99, 120],
    refused: [-6, 121, 1000, { text: '-0' }, { text: '007' }],
  },
  {
    name: 'exclusive bounds',
    schema: { type: 'integer', exclusiveMinimum: 9, exclusiveMaximum: 12 },
    generated: [10, 11],
    refused: [9, 12, 1],
  },
  {
    name: 'bounds with fractions',
    schema: { type: 'integer', minimum: -1.5, maximum: 2.5 },
    generated: [-1, 0, 2],
    refused: [-2, 3],
  },
  {
    name: 'bounds of numbers',
    schema: { type: 'number', minimum: 0.25, exclusiveMaximum: 10 },
    generated: [0.25, 0.3, 1, 9.999, { text: '0.250' }],
    refused: [0.2, 0, 10, { text: '10.0' }, { text: '1e0' }, -1],
  },
  {
    name: 'negative bounds of numbers',
    schema: { type: 'number', exclusiveMinimum: -0.5, maximum: -0.1 },
    generated: [-0.1, -0.49, { text: '-0.10' }],
    refused: [-0.5, 0, -0.05, -1],
  },
  {
    name: 'one bound',
    schema: { type: 'number', exclusiveMinimum: 0 },
    generated: [0.001, 5, 1234567890],
    refused: [0, { text: '0.0' }, -1],
  },
  {
    name: 'bounds beyond 15 digits',
    schema: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
    generated: [0, -999999999999999],
    refused: [{ text: '1.0' }],
  },
  {
    name: 'multipleOf',
    schema: { type: 'integer', multipleOf: 25, minimum: 0 },
    generated: [0, 25, 1000],
    refused: [5, 26, -25],
  },
  {
    name: 'enum',
    schema: { enum: ['red', 1, null, { a: [true] }] },
    generated: ['red', 1, null, { a: [true] }],
    refused: ['blue', 2, {}],
  },
  {
    name: 'enum beside other keywords',
    schema: { type: 'string', enum: ['a', 'bb', 3], minLength: 2 },
    generated: ['bb'],
    refused: ['a', 3],
  },
  {
    name: 'enum of values that begin alike',
    schema: { enum: ['ab', 'abc', 'a', '', 'abd', '😀', '😁', 12, 123] },
    generated: ['ab', 'abc', 'a', '', 'abd', '😀', '😁', 12, 123],
    refused: ['abcd', 'b', '😂', 1, { text: '"ab' }],
  },
  {
    name: 'values that some vocabularies can only escape',
    schema: { enum: ['\u{4abcd}', '\u{dffff}x'] },
    generated: [{ text: '"\\ud8ea\\udfcd"' }, { text: '"\\udb3f\\udfffx"' }],
    refused: ['\u{4abcd}', { text: '"\\ud8ea"' }],
  },
  {
    name: 'names and patterns that some vocabularies can only escape',
    schema: {
      type: 'object',
      properties: { '\u{50000}': { type: 'string', pattern: '^[\u{40000}-\u{40010}]$' } },
      required: ['\u{50000}'],
    },
    generated: [{ text: '{"\\ud900\\udc00":"\\ud8c0\\udc00"}' }],
    refused: [{ '\u{50000}': '\u{40000}' }, { text: '{"\\ud900\\udc00":"a"}' }],
  },
  { name: 'const', schema: { const: 'a"\\\n' }, generated: ['a"\\\n'], refused: ['a'] },
  {
    name: 'properties, required',
    schema: person,
    generated: [{ name: 'x' }, { name: 'x', age: 3 }],
    refused: [{}, { age: 3 }, { age: 3, name: 'x' }, { name: 'x', other: 1 }, { name: 1 }],
  },
  {
    name: 'optional properties',
    schema: { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' } } },
    generated: [{}, { a: null }, { b: null }, { a: null, c: null }, { a: null, b: null, c: null }],
    refused: [{ b: null, a: null }, { text: '{,"b":null}' }],
  },
  {
    name: 'required without properties',
    schema: { type: 'object', required: ['a'] },
    generated: [{ a: [1] }],
    refused: [{}, { b: 1 }],
  },
  { name: 'type: object', schema: { type: 'object' }, generated: [{}, { a: 1, b: { c: [] } }], refused: [[], 'a'] },
  {
    name: 'additionalProperties: false',
    schema: { type: 'object', additionalProperties: false },
    generated: [{}],
    refused: [{ a: 1 }],
  },
  {
    name: 'additionalProperties: true',
    schema: { ...person, additionalProperties: true },
    generated: [
      { name: 'x', other: [1] },
      { name: 'x', nam: 1, names: 2 },
    ],
    refused: [{ other: 1 }, { text: '{"name":"x","name":1}' }, { text: '{"name":"x","\\u006eame":1}' }],
  },
  {
    name: 'additionalProperties: a schema',
    schema: { type: 'object', additionalProperties: { type: 'integer' } },
    generated: [{}, { a: 1, b: 2 }],
    refused: [{ a: 'x' }],
  },
  {
    name: 'minProperties, maxProperties',
    schema: {
      type: 'object',
      properties: { a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' } },
      minProperties: 1,
      maxProperties: 2,
    },
    generated: [{ a: null }, { b: null, c: null }],
    refused: [{}, { a: null, b: null, c: null }],
  },
  {
    name: 'minProperties of free names',
    schema: { type: 'object', additionalProperties: { type: 'null' }, minProperties: 1 },
    generated: [{ x: null }],
    refused: [{}],
  },
  {
    name: 'propertyNames: enum',
    schema: {
      type: 'object',
      propertyNames: { enum: ['a', 'b'] },
      additionalProperties: { type: 'integer' },
      required: ['b'],
    },
    generated: [{ b: 1 }, { b: 1, a: 2 }],
    refused: [{ c: 1 }, { a: 1 }],
  },
  {
    name: 'items',
    schema: { type: 'array', items: { type: 'integer' } },
    generated: [[], [1], [1, 2, 3]],
    refused: [['a'], { text: '[1,]' }],
  },
  {
    name: 'minItems, maxItems',
    schema: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
    generated: [[1], [1, 2]],
    refused: [[], [1, 2, 3]],
  },
  {
    name: 'prefixItems',
    schema: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
    generated: [['a', 1]],
    refused: [['a'], [1, 'a'], ['a', 1, 2]],
  },
  {
    name: 'prefixItems and items',
    schema: { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'null' }, minItems: 1, maxItems: 3 },
    generated: [['a'], ['a', null, null]],
    refused: [[], [null], ['a', null, null, null]],
  },
  {
    name: 'prefixItems of which some may be missing, and more',
    schema: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'null' }, { type: 'boolean' }],
      items: { type: 'integer' },
      minItems: 1,
      maxItems: 4,
    },
    generated: [['a'], ['a', null], ['a', null, true], ['a', null, true, 1]],
    refused: [[], ['a', 1], ['a', null, 1], ['a', null, true, 1, 2], { text: '["a",]' }],
  },
  {
    name: 'prefixItems and a smaller maxItems',
    schema: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'null' }, { type: 'boolean' }],
      minItems: 0,
      maxItems: 2,
    },
    generated: [[], ['a'], ['a', null]],
    refused: [[null], ['a', null, true]],
  },
  {
    name: 'prefixItems and minItems',
    schema: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], minItems: 1 },
    generated: [['a'], ['a', null]],
    refused: [[], ['a', null, 1]],
  },
  {
    name: 'anyOf',
    schema: { anyOf: [{ type: 'integer' }, { type: 'string', maxLength: 1 }] },
    generated: [1, 'a'],
    refused: ['ab', null],
  },
  {
    name: 'anyOf beside other keywords',
    schema: {
      type: 'object',
      properties: { a: { type: 'null' } },
      required: ['a'],
      anyOf: [
        { properties: { b: { const: 1 } }, required: ['b'] },
        { properties: { c: { const: 2 } }, required: ['c'] },
      ],
    },
    generated: [
      { a: null, b: 1 },
      { a: null, c: 2 },
    ],
    refused: [{ a: null }, { b: 1 }],
  },
  {
    name: 'oneOf by type',
    schema: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
    generated: [1, 'a'],
    refused: [null],
  },
  {
    name: 'oneOf by tag',
    schema: { oneOf: [tagged('a', { x: { type: 'null' } }), tagged('b', { y: { type: 'null' } })] },
    generated: [{ kind: 'a', x: null }, { kind: 'b' }],
    refused: [{ kind: 'a', y: null }, { kind: 'c' }],
  },
  {
    name: 'oneOf by required properties',
    schema: {
      oneOf: [
        { type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false },
        { type: 'object', properties: { b: {} }, required: ['b'], additionalProperties: false },
      ],
    },
    generated: [{ a: 1 }, { b: 1 }],
    refused: [{}, { a: 1, b: 1 }],
  },
  {
    name: 'oneOf of lists that share a value',
    schema: { oneOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] },
    generated: ['a', 'c'],
    refused: ['b'],
  },
  {
    name: 'oneOf by a tag that all require',
    schema: {
      type: 'object',
      required: ['kind'],
      oneOf: [{ properties: { kind: { const: 1 } } }, { properties: { kind: { const: 2 } } }],
    },
    generated: [{ kind: 1 }, { kind: 2 }],
    refused: [{}, { kind: 3 }],
  },
  {
    name: 'oneOf that is recursive',
    schema: {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          oneOf: [
            tagged('leaf', {}),
            {
              type: 'object',
              properties: { kind: { const: 'pair' }, left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } },
              required: ['kind', 'left', 'right'],
            },
          ],
        },
      },
    },
    generated: [{ kind: 'leaf' }, { kind: 'pair', left: { kind: 'leaf' }, right: { kind: 'leaf' } }],
    refused: [{ kind: 'pair' }],
  },
  {
    name: 'allOf of objects',
    schema: {
      allOf: [
        person,
        { type: 'object', properties: { age: { minimum: 18 }, city: { type: 'string' } }, required: ['city'] },
      ],
    },
    generated: [
      { name: 'x', city: 'y' },
      { name: 'x', age: 18, city: 'y' },
    ],
    refused: [{ name: 'x' }, { name: 'x', age: 17, city: 'y' }],
  },
  {
    name: 'allOf with a closed part',
    schema: {
      allOf: [
        { type: 'object', properties: { a: { type: 'null' } }, additionalProperties: false },
        { type: 'object', properties: { a: {}, b: {} } },
      ],
    },
    generated: [{}, { a: null }],
    refused: [{ a: 1 }, { b: 1 }],
  },
  {
    name: 'allOf of numbers',
    schema: {
      allOf: [
        { type: 'number', minimum: 3 },
        { type: 'integer', maximum: 5 },
      ],
    },
    generated: [3, 5],
    refused: [2, 6, 3.5],
  },
  {
    name: '$ref and $defs',
    schema: {
      type: 'object',
      properties: { a: { $ref: '#/$defs/x~1y' }, b: { $ref: '#/$defs/x~1y', maxLength: 2 } },
      $defs: { 'x/y': { type: 'string', minLength: 1 } },
    },
    generated: [{ a: 'abc' }, { a: 'abc', b: 'ab' }],
    refused: [{ a: '' }, { b: 'abc' }],
  },
  {
    name: '$ref that is recursive',
    schema: {
      type: 'object',
      properties: { value: { type: 'integer' }, next: { anyOf: [{ type: 'null' }, { $ref: '#' }] } },
      required: ['value', 'next'],
    },
    generated: [
      { value: 1, next: null },
      { value: 1, next: { value: 2, next: null } },
    ],
    refused: [{ value: 1 }, { value: 1, next: {} }],
  },
  {
    name: 'nullable',
    schema: { type: 'string', maxLength: 1, nullable: true },
    generated: ['a', null],
    refused: [1, 'ab'],
  },
  {
    name: 'not: {} is never',
    schema: { type: 'object', properties: { a: { not: {} }, b: { type: 'null' } } },
    generated: [{}, { b: null }],
    refused: [{ a: 1 }],
  },
  {
    name: 'keywords without a type',
    schema: { properties: { a: { minLength: 1 } }, required: ['a'] },
    generated: [{ a: 'x' }],
    refused: [{ a: '' }, {}, 'x', { a: 1 }],
  },
  {
    name: 'annotations',
    schema: { type: 'string', title: 'T', description: 'D', default: 'x', examples: ['y'], 'x-more': 1 },
    generated: ['a'],
    refused: [1],
  },
];
