import { UnsupportedSchemaError } from '../../errors/index.js';

/** Describes a JSON Schema of draft 2020-12. Draft-07's forms of tuples and definitions are accepted, too. */
export type JsonSchema = boolean | Keywords;

/** Holds the keywords of a schema, or any other JSON object. */
export type Keywords = Readonly<Record<string, unknown>>;

/** Holds a schema with its location in the document, a JSON pointer. */
export interface LocatedSchema {
  readonly schema: JsonSchema;
  readonly pointer: string;
}

/** Holds a located schema that is an object of keywords. */
export interface SchemaPart extends LocatedSchema {
  readonly schema: Keywords;
}

/**
 * Lists the parts that must all be satisfied. Every value satisfies an empty list. References and choices are resolved.
 */
export type Conjunction = readonly SchemaPart[];

/** Limit of schemas in each other, by nesting or by reference. Deeper ones would overflow the stack. */
export const maximumNesting = 256;

/** The JSON types; `integer` is a `number` without a fraction. */
export const jsonTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** Keywords that restrict no value. */
export const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** Tells whether a value is a JSON object, and so may be a schema. */
export function isObject(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Removes `$schema`, which means nothing to a model. */
export function withoutDialect({ $schema: _, ...keywords }: Keywords): Keywords {
  return keywords;
}

/** Appends steps to a JSON pointer, escaped by RFC 6901. */
export function pointerTo(pointer: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>(
    (path, step) => `${path}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    pointer,
  );
}

/** Reads the schema under a keyword, or deeper within it. @throws {UnsupportedSchemaError} when there is none */
export function schemaAt({ schema, pointer }: LocatedSchema, ...steps: readonly (string | number)[]): LocatedSchema {
  const value = steps.reduce<unknown>((holder, step) => (holder as Record<string | number, unknown>)[step], schema);
  const place = pointerTo(pointer, ...steps);
  if (typeof value !== 'boolean' && !isObject(value))
    throw new UnsupportedSchemaError(place, 'no schema', 'put an object or a boolean there');
  return { schema: value, pointer: place };
}

/** Reads a list of schemas, empty when the keyword is absent. @throws {UnsupportedSchemaError} for any other value */
export function schemasAt(part: SchemaPart, keyword: string): readonly LocatedSchema[] {
  const value = part.schema[keyword];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongValue(part, keyword, 'a list of schemas');
  return value.map((_, index) => schemaAt(part, keyword, index));
}

/** Reads a number, if the keyword is there. @throws {UnsupportedSchemaError} for any other value */
export function numberAt(part: SchemaPart, keyword: string): number | undefined {
  const value = part.schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongValue(part, keyword, 'a number');
  return value;
}

/** Reads a count, if the keyword is there. @throws {UnsupportedSchemaError} for any other value */
function countAt(part: SchemaPart, keyword: string): number | undefined {
  const value = numberAt(part, keyword);
  if (value !== undefined && (!Number.isInteger(value) || value < 0))
    throw wrongValue(part, keyword, 'a whole number, 0 or more');
  return value;
}

/** Reads a string, if the keyword is there. @throws {UnsupportedSchemaError} for any other value */
export function stringAt(part: SchemaPart, keyword: string): string | undefined {
  const value = part.schema[keyword];
  if (value !== undefined && typeof value !== 'string') throw wrongValue(part, keyword, 'a string');
  return value;
}

/** Reads the range of counts that all parts allow. */
export function countRange(
  parts: readonly SchemaPart[],
  minKeyword: string,
  maxKeyword: string,
): { readonly min: number; readonly max: number } {
  return {
    min: Math.max(0, ...parts.map((part) => countAt(part, minKeyword) ?? 0)),
    max: Math.min(Infinity, ...parts.map((part) => countAt(part, maxKeyword) ?? Infinity)),
  };
}

/** Creates the error for a keyword whose value has the wrong type. */
export function wrongValue({ pointer }: SchemaPart, keyword: string, wanted: string): UnsupportedSchemaError {
  return new UnsupportedSchemaError(
    pointerTo(pointer, keyword),
    `"${keyword}" with a value of the wrong kind`,
    `give it ${wanted}`,
  );
}

/** Finds the first part that has the keyword. */
export function partWith(parts: readonly SchemaPart[], keyword: string): SchemaPart | undefined {
  return parts.find(({ schema }) => schema[keyword] !== undefined);
}
