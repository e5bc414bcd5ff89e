import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { jsonSchemaToGrammar } from '../build/json-schema-to-grammar.js';
import { randomSchemas } from '../testing/random-schemas.js';
import { type JsonSchema, type Keywords } from '../schema/json-schema.js';
import { readSchema } from './read-schema.js';
import { type RelaxedSchema, relaxSchema } from './relax-schema.js';

const relax = (schema: unknown): RelaxedSchema =>
  relaxSchema(schema as JsonSchema, { build: (one) => jsonSchemaToGrammar(one), widest: {} });

/** Formats are annotations here: Ajv would refuse those that it does not know. */
const ajvOptions = { strict: false, validateFormats: false, logger: false } as const;

const toAjv = (schema: JsonSchema) => new Ajv2020(ajvOptions).compile(schema);

const text = { type: 'string' };
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

/** Each odd keyword with the places that are relaxed, and a part of the relaxed schema. */
const cases: readonly (readonly [name: string, schema: unknown, places: readonly string[], relaxed: unknown])[] = [
  ['a schema that a grammar enforces', object({ a: text }), [], object({ a: text })],
  ['an unknown format', object({ a: { ...text, format: 'iri' } }), ['/properties/a/format'], object({ a: text })],
  ['uniqueItems', { type: 'array', items: text, uniqueItems: true }, ['/uniqueItems'], { type: 'array', items: text }],
  ['not', { ...text, not: { const: 'a' } }, ['/not'], text],
  ['if', { ...text, if: { minLength: 2 }, then: { pattern: '^a' } }, ['/if'], text],
  ['contains', { type: 'array', contains: text, minContains: 2 }, ['/contains'], { type: 'array' }],
  [
    'dependentRequired',
    object({ a: text }, { dependentRequired: { a: ['b'] } }),
    ['/dependentRequired'],
    object({ a: text }),
  ],
  ['dependencies', object({ a: text }, { dependencies: { a: ['b'] } }), ['/dependencies'], object({ a: text })],
  ['propertyNames', { type: 'object', propertyNames: { pattern: '^a' } }, ['/propertyNames'], { type: 'object' }],
  ['a pattern that looks ahead', { ...text, pattern: 'b(?=a)' }, ['/pattern'], text],
  ['an invalid pattern', { ...text, pattern: '(' }, ['/pattern'], text],
  ['a pattern that is too large', { ...text, pattern: '^.*a.{40}$' }, ['/pattern'], text],
  ['multipleOf a fraction', { type: 'number', multipleOf: 0.01 }, ['/multipleOf'], { type: 'number' }],
  ['an unknown type', object({ a: { type: 'float' } }), ['/properties/a/type'], object({ a: {} })],
  ['a shorthand that is no schema', object({ a: 'string' }), ['/properties/a'], object({ a: true })],
  ['required of draft 3', object({ a: text }, { required: true }), ['/required'], object({ a: text })],
  [
    'a remote reference',
    object({ a: { $ref: 'https://example.com/a.json' } }),
    ['/properties/a/$ref'],
    object({ a: {} }),
  ],
  [
    'oneOf that may overlap',
    { oneOf: [text, { ...text, minLength: 2 }] },
    ['/oneOf'],
    { allOf: [{ anyOf: [text, { ...text, minLength: 2 }] }] },
  ],
  ['bounds that exclude each other', { type: 'integer', minimum: 3, maximum: 2 }, [''], { type: 'integer' }],
  ['a reference that leads back to itself', { $ref: '#' }, [''], {}],
  ['no schema', 'string', [''], true],
  [
    'patternProperties in a closed object',
    object({ a: text }, { patternProperties: { '^x-': { type: 'integer' } }, additionalProperties: false }),
    ['/patternProperties'],
    object({ a: text }, { additionalProperties: { anyOf: [false, { type: 'integer' }] } }),
  ],
  [
    'more properties than a grammar has, in a closed object',
    object(Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`p${index}`, text])), {
      additionalProperties: false,
    }),
    ['/properties'],
    { type: 'object' },
  ],
];

/** Older forms, which say the same as newer ones and need no relaxing. */
const olderForms: readonly (readonly [name: string, schema: object, read: object])[] = [
  [
    'bounds of draft 4',
    { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
    { exclusiveMinimum: 1, maximum: 9 },
  ],
  ['tuples of draft 7', { items: [text], additionalItems: false }, { prefixItems: [text], items: false }],
  ['nullable of OpenAPI', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  ['definitions', { $ref: '#/definitions/a', definitions: { a: text } }, { $ref: '#/$defs/d0', $defs: { d0: text } }],
  [
    'ids of draft 4',
    { $ref: '#a', definitions: { a: { id: '#a', ...text } } },
    { $ref: '#/$defs/d0', $defs: { d0: text } },
  ],
  [
    'a reference by the id of the document',
    { $id: 'https://a.example/s', items: { $ref: 'https://a.example/s#' } },
    { items: { $ref: '#' } },
  ],
  [
    'a reference to components',
    { $ref: '#/components/schemas/a', components: { schemas: { a: text } } },
    { $ref: '#/$defs/d0', $defs: { d0: text } },
  ],
  ['a recursive reference', { items: { $recursiveRef: '#' } }, { items: { $ref: '#' } }],
];

/** Keywords that no grammar enforces, or only together with others. */
const oddKeywords: fc.Arbitrary<Keywords> = fc.oneof(
  ...[
    ...[
      { uniqueItems: true },
      { contains: { type: 'integer' } },
      { contains: {}, minContains: 2 },
      { multipleOf: 0.5 },
    ],
    ...[{ not: { type: 'string' } }, { not: { required: ['name'] } }, { propertyNames: { minLength: 2 } }],
    ...[{ if: { type: 'object' }, then: { minProperties: 2 }, else: { not: { const: 1 } } }],
    ...[{ dependentRequired: { name: ['names'] } }, { dependentSchemas: { name: { required: ['1'] } } }],
    ...[{ patternProperties: { '^n': { type: 'integer' } }, additionalProperties: false }],
    ...[{ patternProperties: { '^n': { type: 'string' } }, additionalProperties: { type: 'null' } }],
    ...[{ unevaluatedProperties: false, patternProperties: { x: true } }, { unevaluatedItems: false }],
    ...[{ oneOf: [{ type: 'object' }, { required: ['name'] }, { type: 'integer' }] }, { pattern: '\\b(?!a)' }],
    ...[{ format: 'hostname' }, { minProperties: 3 }, { minItems: 20_000 }, { type: 'text' }, { required: true }],
    ...[
      { $ref: 'elsewhere.json' },
      { enum: 'a' },
      { not: { type: 'text' } },
      { properties: 'none', additionalProperties: false },
    ],
  ].map((keywords) => fc.constant<Keywords>(keywords)),
);

/** Random schemas with odd keywords in random places. */
const oddSchemas: fc.Arbitrary<Keywords> = fc
  .tuple(randomSchemas, fc.array(oddKeywords, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.boolean()))
  .map(([schema, odd, choices]) => spread(schema, odd.values(), choices) as Keywords);

/** Puts each odd keyword into the next schema that is chosen. */
function spread(schema: unknown, odd: IterableIterator<Keywords>, choices: Iterator<boolean>): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((item) => spread(item, odd, choices));
  const isSchema = ['type', 'allOf', 'anyOf', 'oneOf', '$ref'].some((keyword) => keyword in schema);
  const added = isSchema && choices.next().value ? (odd.next().value as Keywords | undefined) : undefined;
  const inner = Object.entries(schema).map(([key, value]) => {
    const isValue = key === 'enum' || key === 'const' || key === 'required' || key === 'type';
    return [key, isValue ? value : spread(value, odd, choices)];
  });
  return { ...Object.fromEntries(inner), ...added };
}

/** Values that satisfy many of the schemas, with the names that they use. */
const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, 2.5, 12, -3, '', 'a', 'abc', 'yes', '2024-02-29', 'kind 0', 'kind 1'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('name', 'names', 'Ä "quoted"', 'a/b', '1', 'x_y', 'more', 'kind', 'value', 'children', 'x'),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

describe('relaxSchema', () => {
  it.each(cases)('relaxes %s, and names the places', (_, schema, places, relaxed) => {
    expect(relax(schema)).toEqual({ schema: relaxed, places });
  });

  it('relaxes one place, and enforces all others', () => {
    const odd = { ...text, pattern: 'b(?=a)', maxLength: 3 };
    const { schema, places } = relax(object({ a: odd, b: { enum: ['x', 'y'] } }, { required: ['a', 'b'] }));
    expect(places).toEqual(['/properties/a/pattern']);
    expect(schema).toEqual(object({ a: { ...text, maxLength: 3 }, b: { enum: ['x', 'y'] } }, { required: ['a', 'b'] }));
  });

  it('relaxes whole parts that are too deep or too many', () => {
    let deep: Keywords = text;
    for (let level = 0; level < 300; level++) deep = { type: 'array', items: deep };
    const chain = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`s${index}`, { $ref: `#/$defs/s${index + 1}` }]),
    );
    const many = { allOf: Array.from({ length: 12 }, () => ({ anyOf: [{ minLength: 1 }, { maxLength: 9 }] })) };
    const huge = { enum: Array.from({ length: 200_000 }, (_, index) => `value ${index} of a long list`) };
    for (const schema of [deep, { $ref: '#/$defs/s0', $defs: { ...chain, s500: text } }, many, huge]) {
      const relaxed = relax(schema);
      expect(() => jsonSchemaToGrammar(relaxed.schema)).not.toThrow();
    }
  });

  it('accepts every value that satisfies the given schema, by a validator', () => {
    let accepted = 0;
    fc.assert(
      fc.property(oddSchemas, fc.array(values, { minLength: 20, maxLength: 20 }), (schema, candidates) => {
        const relaxed = relax(schema);
        const read = readSchema(schema);
        // Ajv refuses what is no schema at all. Reading leaves it out.
        const isValid = toAjv(read.schema);
        const [isRelaxed, isRead] = [toAjv(readSchema(relaxed.schema).schema), tryAjv(schema)];
        for (const value of candidates) {
          if (isRead?.(value)) expect([value, isValid(value)]).toEqual([value, true]);
          if (!isValid(value)) continue;
          accepted++;
          expect([value, isRelaxed(value)]).toEqual([value, true]);
        }
      }),
      { seed: 20_261_128, numRuns: 60 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

/** Undefined for a schema that Ajv cannot compile. */
function tryAjv(schema: JsonSchema): ((value: unknown) => unknown) | undefined {
  try {
    return toAjv(schema);
  } catch {
    return undefined;
  }
}

describe('readSchema', () => {
  it.each(olderForms)('rewrites %s', (_, schema, read) => {
    expect(readSchema(schema)).toMatchObject({ schema: read, dropped: [] });
  });

  it('means the same as the given schema of draft 7, where nothing is left out', () => {
    const drafts: fc.Arbitrary<Keywords> = fc.constantFrom<Keywords>(
      { items: [text, { type: 'integer' }], additionalItems: { type: 'null' } },
      { dependencies: { name: ['names'], more: { required: ['kind'] } } },
      { definitions: { a: { type: 'integer' } }, additionalProperties: { $ref: '#/definitions/a' } },
    );
    fc.assert(
      fc.property(drafts, fc.array(values, { minLength: 30, maxLength: 30 }), (schema, candidates) => {
        const [isRead, isGiven] = [toAjv(readSchema(schema).schema), new Ajv(ajvOptions).compile(schema)];
        for (const value of candidates) expect(isRead(value)).toBe(isGiven(value));
      }),
      { seed: 20_261_128, numRuns: 12 },
    );
  });

  it('leaves keywords out that would get narrower when something within them is left out', () => {
    expect(readSchema({ not: { type: 'float' } })).toMatchObject({ schema: {}, dropped: ['/not'] });
    expect(readSchema({ type: 'array', items: { type: 'float' }, oneOf: [{}, text] })).toMatchObject({
      schema: { type: 'array', items: {}, anyOf: [{}, text] },
      dropped: ['/items/type', '/oneOf'],
    });
  });
});
