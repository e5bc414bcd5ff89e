import { UnsupportedSchemaError } from '../../errors/index.js';

/** A JSON Schema of draft 2020-12, of which draft-07's forms of tuples and definitions are understood, too. */
export type JsonSchema = boolean | Keywords;

/** A schema's keywords, or any other object of JSON. */
export type Keywords = Readonly<Record<string, unknown>>;

/** A schema and where in the document it stands. */
export interface LocatedSchema {
  readonly schema: JsonSchema;
  readonly pointer: string;
}

/** A schema that is an object of keywords. */
export interface SchemaPart extends LocatedSchema {
  readonly schema: Keywords;
}

/** Levels of schemas in each other, by nesting or by reference. Deeper ones are no schemas that anybody wrote, and overflow the stack. */
export const maxNesting = 256;

/** The JSON types; `integer` is a `number` without a fraction. */
export const jsonTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** Keywords that describe and demand nothing. */
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

/** Whether a value is an object of JSON, and so may be a schema. */
export function isObject(value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without the note which dialect it is written in, which says nothing to a model. */
export function withoutDialect({ $schema: _, ...keywords }: Keywords): Keywords {
  return keywords;
}

/** The place one step further in, by RFC 6901. */
export function pointerTo(pointer: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>(
    (path, step) => `${path}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    pointer,
  );
}

/** The schema under a keyword, or at a place within it. @throws {UnsupportedSchemaError} when there is none */
export function schemaAt({ schema, pointer }: LocatedSchema, ...steps: readonly (string | number)[]): LocatedSchema {
  const value = steps.reduce<unknown>((holder, step) => (holder as Record<string | number, unknown>)[step], schema);
  const place = pointerTo(pointer, ...steps);
  if (typeof value !== 'boolean' && !isObject(value))
    throw new UnsupportedSchemaError(place, 'no schema', 'put an object or a boolean there');
  return { schema: value, pointer: place };
}

/** A list of schemas under a keyword; empty when the keyword is absent. @throws {UnsupportedSchemaError} for anything else */
export function schemasAt(part: SchemaPart, keyword: string): readonly LocatedSchema[] {
  const value = part.schema[keyword];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongValue(part, keyword, 'a list of schemas');
  return value.map((_, index) => schemaAt(part, keyword, index));
}

/** A keyword's number, if it is there. @throws {UnsupportedSchemaError} for anything else */
export function numberAt(part: SchemaPart, keyword: string): number | undefined {
  const value = part.schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongValue(part, keyword, 'a number');
  return value;
}

/** A keyword's count, if it is there. @throws {UnsupportedSchemaError} for anything else */
export function countAt(part: SchemaPart, keyword: string): number | undefined {
  const value = numberAt(part, keyword);
  if (value !== undefined && (!Number.isInteger(value) || value < 0))
    throw wrongValue(part, keyword, 'a whole number, 0 or more');
  return value;
}

/** A keyword's text, if it is there. @throws {UnsupportedSchemaError} for anything else */
export function stringAt(part: SchemaPart, keyword: string): string | undefined {
  const value = part.schema[keyword];
  if (value !== undefined && typeof value !== 'string') throw wrongValue(part, keyword, 'a string');
  return value;
}

/** The smallest of the upper bounds, and the largest of the lower ones, that several parts set together. */
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

export function wrongValue({ pointer }: SchemaPart, keyword: string, wanted: string): UnsupportedSchemaError {
  return new UnsupportedSchemaError(
    pointerTo(pointer, keyword),
    `"${keyword}" with a value of the wrong kind`,
    `give it ${wanted}`,
  );
}

/** The first of the parts that has the keyword. */
export function partWith(parts: readonly SchemaPart[], keyword: string): SchemaPart | undefined {
  return parts.find(({ schema }) => schema[keyword] !== undefined);
}
