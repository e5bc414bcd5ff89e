import fc from 'fast-check';
import { type JsonSchema } from '../schema/json-schema.js';

type SchemaObject = Exclude<JsonSchema, boolean>;

/** Names of properties. They must differ from `more`, `kind`, `value` and `children`, which are added below. */
const names = fc.constantFrom('name', 'names', 'Ä "quoted"', 'a/b', '1', 'x_y');

/** Makes lower and upper bounds. */
const range = (least: number, most: number) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const strings: fc.Arbitrary<SchemaObject> = fc.oneof(
  range(0, 8).map(([minLength, maxLength]) => ({ type: 'string', minLength, maxLength })),
  fc
    .constantFrom('date', 'time', 'date-time', 'uuid', 'email', 'ipv4', 'ipv6', 'hostname', 'duration')
    .map((format) => ({ type: 'string', format })),
  fc
    .constantFrom(
      '^[a-z]{2,5}$',
      '^(?:\\+[1-9])?\\d{3}-\\d{4}$',
      '^.{1,3}$',
      'a',
      '^\\S+"\\\\$',
      '^(yes|no)?$',
      '^[^\\x00-\\x7f]{1,4}$',
    )
    .map((pattern) => ({ type: 'string', pattern, maxLength: 12 })),
);

const numbers: fc.Arbitrary<SchemaObject> = fc.oneof(
  fc.constantFrom({ type: 'integer' }, { type: 'number' }),
  range(-1000, 1000).map(([minimum, maximum]) => ({ type: 'integer', minimum, maximum })),
  range(-100, 100).map(([low, high]) => ({ type: 'number', minimum: low / 8, exclusiveMaximum: (high + 1) / 8 })),
  fc.integer({ min: -50, max: 50 }).map((exclusiveMinimum) => ({ type: 'number', exclusiveMinimum })),
  fc.integer({ min: 2, max: 99 }).map((multipleOf) => ({ type: 'integer', multipleOf, minimum: 0, maximum: 10_000 })),
);

const constants: fc.Arbitrary<SchemaObject> = fc.oneof(
  fc
    .uniqueArray(fc.jsonValue({ maxDepth: 2, noUnicodeString: false }), { minLength: 1, maxLength: 4 })
    .map((values) => ({ enum: values })),
  fc.jsonValue({ maxDepth: 1 }).map((value) => ({ const: value })),
  fc.constantFrom({ type: 'null' }, { type: 'boolean' }),
);

/** Schemas with every keyword that grammars enforce. Some value satisfies each, and their alternatives never overlap. */
export const randomSchemas: fc.Arbitrary<JsonSchema> = fc
  .letrec<{ schema: SchemaObject; object: SchemaObject; array: SchemaObject }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.oneof(strings, numbers, constants),
      tie('object'),
      tie('array'),
      fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc.tuple(strings, numbers, tie('object'), tie('array')).map((oneOf) => ({ oneOf })),
      fc.tuple(tie('object'), tie('object')).map(taggedAlternatives),
      tie('object').map(({ additionalProperties: _, ...object }) => ({
        allOf: [object, { type: 'object', properties: { more: { type: 'boolean' } }, required: ['more'] }],
      })),
      tie('object').map((object) => ({ ...object, type: ['object', 'null'] })),
      fc.constant({ $ref: '#/$defs/tree' }),
    ),
    object: fc
      .record({
        properties: fc.dictionary(names, tie('schema'), { minKeys: 0, maxKeys: 4 }),
        required: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        additional: fc.option(fc.oneof(fc.boolean(), numbers), { nil: undefined }),
      })
      .map(({ properties, required, additional }) => ({
        type: 'object',
        properties,
        required: Object.keys(properties).filter((_, index) => required[index]),
        ...(additional !== undefined && { additionalProperties: additional }),
      })),
    array: fc.oneof(
      fc
        .tuple(tie('schema'), range(0, 3))
        .map(([items, [minItems, maxItems]]) => ({ type: 'array', items, minItems, maxItems })),
      fc
        .array(tie('schema'), { minLength: 1, maxLength: 3 })
        .map((prefixItems) => ({ type: 'array', prefixItems, items: false })),
    ),
  }))
  .schema.map((schema) => ({ allOf: [schema], $defs: { tree } }));

const tree = {
  type: 'object',
  properties: {
    value: { type: 'integer', minimum: 0, maximum: 9 },
    children: { type: 'array', items: { $ref: '#/$defs/tree' }, maxItems: 2 },
  },
  required: ['value', 'children'],
  additionalProperties: false,
};

function taggedAlternatives(objects: readonly SchemaObject[]): SchemaObject {
  const oneOf = objects.map((object, index) => ({
    ...object,
    properties: { kind: { const: `kind ${index}` }, ...(object['properties'] as object) },
    required: ['kind', ...(object['required'] as string[])],
  }));
  return { oneOf };
}
