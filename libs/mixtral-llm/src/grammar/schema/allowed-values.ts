import {
  annotations,
  type Conjunction,
  type JsonType,
  jsonTypes,
  partWith,
  type SchemaPart,
  wrongValue,
} from './json-schema.js';
import { type SchemaDocument } from './schema-document.js';

/** Keywords that imply a type where a schema names none. */
const keywordsByType = {
  object: 'properties required additionalProperties propertyNames minProperties maxProperties unevaluatedProperties',
  array: 'items prefixItems additionalItems minItems maxItems',
  string: 'minLength maxLength pattern format',
  number: 'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf',
} as const;

const typesByKeyword: ReadonlyMap<string, JsonType> = new Map(
  (['object', 'array', 'string', 'number'] as const).flatMap((type) =>
    keywordsByType[type].split(' ').map((keyword) => [keyword, type]),
  ),
);

/**
 * Lists the types that all parts allow; `number` includes integers.
 *
 * @throws {UnsupportedSchemaError} for a name that is no type
 */
export function allowedTypes(parts: Conjunction): readonly JsonType[] {
  const all: readonly JsonType[] = ['object', 'array', 'string', 'number', 'boolean', 'null'];
  return parts.reduce((types, part) => {
    const declared = readTypes(part);
    if (declared === undefined) return types;
    return types.flatMap((type): JsonType[] => {
      if (declared.includes(type) || (type === 'integer' && declared.includes('number'))) return [type];
      return type === 'number' && declared.includes('integer') ? ['integer'] : [];
    });
  }, all);
}

/** Lists the types to generate: those that `type` allows, or, without `type`, those that the keywords imply. */
export function generatedTypes(parts: Conjunction): readonly JsonType[] {
  const allowed = allowedTypes(parts);
  if (parts.some(({ schema }) => schema['type'] !== undefined)) return allowed;
  const implied = new Set(
    parts.flatMap(({ schema }) => Object.keys(schema)).flatMap((keyword) => typesByKeyword.get(keyword) ?? []),
  );
  return implied.size === 0 ? allowed : allowed.filter((type) => implied.has(type));
}

/**
 * Lists the values of `enum` or `const` that satisfy all other keywords, too; undefined when there is neither keyword.
 *
 * @throws {UnsupportedSchemaError} when `enum` is no list
 */
export function finiteValues(parts: Conjunction, document: SchemaDocument): readonly unknown[] | undefined {
  const constant = partWith(parts, 'const');
  if (constant) return document.filterValid([constant.schema['const']], parts);
  const listed = partWith(parts, 'enum');
  if (!listed) return undefined;
  const values = listed.schema['enum'];
  if (!Array.isArray(values)) throw wrongValue(listed, 'enum', 'a list of values');
  if (!isPlainList(parts, listed)) return document.filterValid(values, parts);
  return values.filter(isOfTypes(allowedTypes(parts)));
}

/** Tells whether only `type` restricts the list, which is the usual case. Then the slow validator is not needed. */
function isPlainList(parts: Conjunction, listed: SchemaPart): boolean {
  const isHarmless = (part: SchemaPart, keyword: string) =>
    keyword === 'type' || annotations.has(keyword) || (keyword === 'enum' && part === listed);
  return parts.every((part) => Object.keys(part.schema).every((keyword) => isHarmless(part, keyword)));
}

function isOfTypes(types: readonly JsonType[]): (value: unknown) => boolean {
  return (value) => types.includes(toJsonType(value)) || (Number.isInteger(value) && types.includes('integer'));
}

function toJsonType(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

function readTypes(part: SchemaPart): readonly JsonType[] | undefined {
  const { type } = part.schema;
  if (type === undefined) return undefined;
  const declared: readonly unknown[] = Array.isArray(type) ? type : [type];
  const isKnown = (name: unknown): name is JsonType => jsonTypes.some((known) => known === name);
  if (!declared.every(isKnown)) throw wrongValue(part, 'type', `one of ${jsonTypes.join(', ')}, or a list of them`);
  return declared;
}
