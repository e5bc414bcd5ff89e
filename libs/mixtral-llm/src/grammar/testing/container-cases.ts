import { type KeywordCase } from './keyword-case.js';

const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};

/** Cases for the keywords of objects and arrays. */
export const containerCases: readonly KeywordCase[] = [
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
];
