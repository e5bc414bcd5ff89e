import { draft7, object, type OddSchema, required, text } from './odd-schema.js';
import { serverSchemas } from './server-schemas.js';

/** Keywords that no grammar enforces. */
const keywords: readonly OddSchema[] = [
  {
    name: 'an unknown format',
    schema: required({ a: { ...text, format: 'celsius' } }),
    met: { a: 'warm' },
  },
  {
    name: 'a relative reference as the format',
    schema: required({ a: { ...text, format: 'uri-reference' } }),
    met: { a: '/b?c#d' },
    unmet: { a: 'a b\\' },
  },
  {
    name: 'uniqueItems',
    schema: required({ tags: { type: 'array', items: text, uniqueItems: true } }),
    met: { tags: ['a', 'b'] },
    unmet: { tags: ['a', 'a'] },
  },
  {
    name: 'patternProperties',
    schema: { type: 'object', patternProperties: { '^x-': { type: 'integer' } }, additionalProperties: false },
    met: { 'x-a': 1 },
    unmet: { 'x-a': 'b' },
  },
  {
    name: 'not',
    schema: required({ branch: { ...text, not: { enum: ['main', 'master'] } } }),
    met: { branch: 'topic' },
    unmet: { branch: 'main' },
  },
  {
    name: 'if, then and else',
    schema: required(
      { kind: { enum: ['card', 'cash'] } },
      {
        properties: { kind: { enum: ['card', 'cash'] }, number: text },
        if: { properties: { kind: { const: 'card' } } },
        then: { required: ['number'] },
        else: { not: { required: ['number'] } },
      },
    ),
    met: { kind: 'cash' },
    unmet: { kind: 'card' },
  },
  {
    name: 'contains',
    schema: required({ roles: { type: 'array', items: text, contains: { const: 'owner' }, maxContains: 1 } }),
    met: { roles: ['owner', 'guest'] },
    unmet: { roles: ['guest'] },
  },
  {
    name: 'dependentRequired',
    schema: object({ from: text, to: text }, { dependentRequired: { from: ['to'] } }),
    met: { from: 'a', to: 'b' },
    unmet: { from: 'a' },
  },
  {
    name: 'dependentSchemas',
    schema: object({ a: text, b: text }, { dependentSchemas: { a: { properties: { b: { minLength: 2 } } } } }),
    met: { a: '', b: 'bb' },
    unmet: { a: '', b: 'b' },
  },
  {
    name: 'propertyNames',
    schema: { type: 'object', additionalProperties: text, propertyNames: { pattern: '^[a-z]+$' } },
    met: { a: 'b' },
    unmet: { A: 'b' },
  },
  {
    name: 'unevaluatedProperties beside if',
    schema: object(
      { a: text },
      { if: { required: ['a'] }, then: { properties: { b: text } }, unevaluatedProperties: false },
    ),
    met: { a: '', b: '' },
    unmet: { b: '' },
  },
  {
    name: 'a pattern that looks ahead',
    schema: required({ password: { ...text, pattern: '^(?=.*\\d)(?=.*[a-z]).{6,}$' } }),
    met: { password: 'abcde1' },
  },
  {
    name: 'a pattern with a back reference and a word boundary',
    schema: required({ quoted: { ...text, pattern: '^([\'"]).*\\b\\1$' } }),
    met: { quoted: "'a'" },
    unmet: { quoted: `'a"` },
  },
  {
    name: 'a pattern that backtracks without end',
    schema: required({ a: { ...text, pattern: '(?<!b)(a+)+$' } }),
    met: { a: 'aaa' },
  },
  {
    name: 'a pattern that no engine with Unicode accepts',
    schema: required({ a: { ...text, pattern: '^\\_[a-z]$' } }),
    met: { a: '_a' },
  },
  {
    name: 'money as a multiple of a cent',
    schema: required({ amount: { type: 'number', multipleOf: 0.25 } }),
    met: { amount: 1.75 },
    unmet: { amount: 1.7 },
  },
  {
    name: 'branches of oneOf that overlap',
    schema: required({ id: { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 10 }] } }),
    met: { id: 3 },
    unmet: { id: 12 },
  },
  {
    name: 'more properties than a grammar has',
    schema: object(Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`field${index}`, text]))),
    met: { field0: 'a' },
    unmet: { field0: 1 },
  },
  {
    name: 'a minimum of free properties',
    schema: { type: 'object', additionalProperties: text, minProperties: 2 },
    met: { a: 'b', c: 'd' },
    unmet: { a: 'b' },
  },
];

/** Forms of older drafts, of other tools, and of people who write by hand. */
const forms: readonly OddSchema[] = [
  {
    name: 'bounds and definitions of draft 4',
    schema: {
      $schema: 'http://json-schema.org/draft-04/schema#',
      id: 'https://tools.example/search',
      ...required({ limit: { $ref: '#/definitions/limit' } }),
      definitions: { limit: { type: 'integer', minimum: 0, exclusiveMinimum: true } },
    },
    met: { limit: 5 },
  },
  {
    name: 'required as in draft 3',
    schema: { type: 'object', properties: { a: { type: 'any', required: true } }, required: true },
    met: { a: 1 },
  },
  {
    name: 'tuples and dependencies of draft 7',
    schema: {
      ...draft7,
      ...object({
        at: { type: 'array', items: [{ type: 'number' }, { type: 'number' }], additionalItems: false },
        unit: text,
      }),
      dependencies: { at: ['unit'] },
    },
    met: { at: [1, 2], unit: 'm' },
    unmet: { at: [1, 2] },
  },
  {
    name: 'a recursive filter',
    schema: {
      ...required({ filter: { $ref: '#/$defs/filter' } }),
      $defs: {
        filter: {
          oneOf: [
            required({ field: text, value: text }, { additionalProperties: false }),
            required(
              { and: { type: 'array', items: { $ref: '#/$defs/filter' }, minItems: 1 } },
              { additionalProperties: false },
            ),
          ],
        },
      },
    },
    met: { filter: { and: [{ field: 'a', value: 'b' }] } },
  },
  {
    name: 'a reference that leads back to itself',
    schema: object(
      { a: { $ref: '#/$defs/a' } },
      { $defs: { a: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/a' }] } } },
    ),
    met: { a: null },
  },
  {
    name: 'a remote reference',
    schema: required({ a: { $ref: 'https://json.schemastore.org/package.json' } }),
    met: { a: { name: 'b' } },
  },
  {
    name: 'a reference to components of OpenAPI, and nullable',
    schema: {
      ...required({ pet: { $ref: '#/components/schemas/Pet' } }),
      components: {
        schemas: { Pet: object({ name: { ...text, nullable: true }, kind: { ...text, format: 'byte' } }) },
      },
    },
    met: { pet: { name: null, kind: 'YQ==' } },
  },
  {
    name: 'types that JSON Schema does not know',
    schema: object({ a: { type: 'float' }, b: { type: 'dict' }, c: 'string' }),
    met: { a: 1.5, b: {}, c: '' },
  },
  {
    name: 'bounds that no value satisfies',
    schema: required({ a: { type: 'integer', minimum: 5, maximum: 3 } }),
    met: { a: 4 },
  },
];

/** Every row of the table. */
export const oddSchemas: readonly OddSchema[] = [...keywords, ...forms, ...serverSchemas];
