import { type Conjunction } from './alternatives.js';
import { type JsonType, jsonTypes, type SchemaPart, wrongValue } from './json-schema.js';

/** Keywords that mean one type, for schemas that do not name it. */
const keywordsOfTypes = {
  object: 'properties required additionalProperties propertyNames minProperties maxProperties unevaluatedProperties',
  array: 'items prefixItems additionalItems minItems maxItems',
  string: 'minLength maxLength pattern format',
  number: 'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf',
} as const;

const typeOfKeyword: ReadonlyMap<string, JsonType> = new Map(
  (['object', 'array', 'string', 'number'] as const).flatMap((type) =>
    keywordsOfTypes[type].split(' ').map((keyword) => [keyword, type]),
  ),
);

/**
 * The types that all parts allow; `number` stands for integers, too.
 *
 * @throws {UnsupportedSchemaError} for a name that is no type
 */
export function allowedTypes(parts: Conjunction): readonly JsonType[] {
  const all: readonly JsonType[] = ['object', 'array', 'string', 'number', 'boolean', 'null'];
  return parts.reduce((types, part) => {
    const declared = declaredTypes(part);
    if (declared === undefined) return types;
    return types.flatMap((type): JsonType[] => {
      if (declared.includes(type) || (type === 'integer' && declared.includes('number'))) return [type];
      return type === 'number' && declared.includes('integer') ? ['integer'] : [];
    });
  }, all);
}

/** The types that are generated: the allowed ones, or where no part names any, those that the keywords are about. */
export function generatedTypes(parts: Conjunction): readonly JsonType[] {
  const allowed = allowedTypes(parts);
  if (parts.some(({ schema }) => schema['type'] !== undefined)) return allowed;
  const meant = new Set(
    parts.flatMap(({ schema }) => Object.keys(schema)).flatMap((keyword) => typeOfKeyword.get(keyword) ?? []),
  );
  return meant.size === 0 ? allowed : allowed.filter((type) => meant.has(type));
}

function declaredTypes(part: SchemaPart): readonly JsonType[] | undefined {
  const { type } = part.schema;
  if (type === undefined) return undefined;
  const declared: readonly unknown[] = Array.isArray(type) ? type : [type];
  const isKnown = (name: unknown): name is JsonType => jsonTypes.some((known) => known === name);
  if (!declared.every(isKnown)) throw wrongValue(part, 'type', `one of ${jsonTypes.join(', ')}, or a list of them`);
  return declared;
}
