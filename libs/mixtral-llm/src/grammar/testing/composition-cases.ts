import { type KeywordCase } from './keyword-case.js';

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

/** Cases for the keywords that combine schemas, for references, and for keywords without effect. */
export const compositionCases: readonly KeywordCase[] = [
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
