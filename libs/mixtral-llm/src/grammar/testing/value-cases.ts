import { type KeywordCase } from './keyword-case.js';

/** Cases for the keywords of types, strings, numbers, enum and const. */
export const valueCases: readonly KeywordCase[] = [
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
];
