import { type Conjunction } from './alternatives.js';
import { annotations, type JsonType, partWith, type SchemaPart, wrongValue } from './json-schema.js';
import { type SchemaDocument } from './schema-document.js';
import { allowedTypes } from './value-types.js';

/**
 * The values that a conjunction with `enum` or `const` allows, all its other keywords considered; undefined when there is
 * neither.
 *
 * @throws {UnsupportedSchemaError} when `enum` is no list
 */
export function finiteValues(parts: Conjunction, document: SchemaDocument): readonly unknown[] | undefined {
  const constant = partWith(parts, 'const');
  if (constant) return document.validOf([constant.schema['const']], parts);
  const listed = partWith(parts, 'enum');
  if (!listed) return undefined;
  const values = listed.schema['enum'];
  if (!Array.isArray(values)) throw wrongValue(listed, 'enum', 'a list of values');
  return isPlainList(parts, listed) ? values.filter(isOfTypes(allowedTypes(parts))) : document.validOf(values, parts);
}

/** Whether nothing but types is said of the listed values, as nearly always: a validator compares each with all. */
function isPlainList(parts: Conjunction, listed: SchemaPart): boolean {
  const says = (part: SchemaPart, keyword: string) =>
    keyword === 'type' || annotations.has(keyword) || (keyword === 'enum' && part === listed);
  return parts.every((part) => Object.keys(part.schema).every((keyword) => says(part, keyword)));
}

function isOfTypes(types: readonly JsonType[]): (value: unknown) => boolean {
  return (value) => types.includes(typeOf(value)) || (Number.isInteger(value) && types.includes('integer'));
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}
