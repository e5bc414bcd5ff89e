import { UnsupportedSchemaError } from '../../errors/index.js';
import { spendWork } from '../limits/work-budget.js';
import { type Conjunction, propertyOf } from './alternatives.js';
import { isObject, type LocatedSchema, pointerTo, schemaAt, wrongValue } from './json-schema.js';
import { type SchemaDocument } from './schema-document.js';

/** A property that an object has by name. */
export interface NamedProperty {
  readonly name: string;
  readonly isRequired: boolean;
  /** All must be satisfied. */
  readonly schemas: readonly LocatedSchema[];
}

/**
 * The properties of an object that parts describe together, in the order in which they are declared: an object has those
 * that any part names, required ones that no part names, and those that `propertyNames` lists.
 *
 * @throws {UnsupportedSchemaError}
 */
export function namedProperties(parts: Conjunction, document: SchemaDocument): readonly NamedProperty[] {
  const required = new Set(requiredNames(parts));
  const names = [...new Set([...listPropertyNames(parts), ...required, ...listedNames(parts)])];
  const allowed = new Set(names.filter((name) => isAllowedName(name, parts, document)));
  return names.flatMap((name): readonly NamedProperty[] => {
    spendWork(parts.length);
    const isRequired = required.has(name);
    if (!allowed.has(name)) return isRequired ? [{ name, isRequired, schemas: [{ schema: false, pointer: '' }] }] : [];
    return [{ name, isRequired, schemas: parts.flatMap((part) => propertyOf(part, name) ?? []) }];
  });
}

/** The names under `properties`, in order. */
export function listPropertyNames(parts: Conjunction): readonly string[] {
  return parts.flatMap((part) => {
    const { properties } = part.schema;
    if (properties === undefined) return [];
    if (!isObject(properties)) throw wrongValue(part, 'properties', 'an object of schemas');
    return Object.keys(properties);
  });
}

export function requiredNames(parts: Conjunction): readonly string[] {
  return parts.flatMap((part) => {
    const { required = [] } = part.schema;
    if (!Array.isArray(required) || !required.every((name) => typeof name === 'string'))
      throw wrongValue(part, 'required', 'a list of names');
    return required;
  });
}

/**
 * What properties of any name must satisfy; undefined when only named ones are generated. That is so where a part says
 * so, and where properties are named and nothing is said of others: they would be valid, and nobody asked for them.
 *
 * @throws {UnsupportedSchemaError} for `propertyNames` that restrict free names
 */
export function freePropertySchemas(parts: Conjunction): readonly LocatedSchema[] | undefined {
  if (parts.some(({ schema }) => schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false))
    return undefined;
  const stated = parts.filter(({ schema }) => schema['additionalProperties'] !== undefined);
  if (stated.length === 0 && (listPropertyNames(parts).length > 0 || requiredNames(parts).length > 0)) return undefined;
  const restricted = parts.find(({ schema }) => !isAnyName(schema['propertyNames']));
  if (restricted === undefined) return stated.map((part) => schemaAt(part, 'additionalProperties'));
  if (listedNames(parts).length > 0) return undefined;
  throw new UnsupportedSchemaError(
    pointerTo(restricted.pointer, 'propertyNames'),
    '"propertyNames"',
    'list the names in its enum, or name the properties',
  );
}

function isAnyName(propertyNames: unknown): boolean {
  if (propertyNames === undefined || propertyNames === true) return true;
  if (!isObject(propertyNames)) return false;
  const restricting = Object.keys(propertyNames).filter(
    (keyword) => keyword !== 'type' && keyword !== 'description' && keyword !== '$comment',
  );
  return restricting.length === 0 && (propertyNames['type'] === undefined || propertyNames['type'] === 'string');
}

function listedNames(parts: Conjunction): readonly string[] {
  return parts.flatMap(({ schema }) => {
    const names = isObject(schema['propertyNames']) ? schema['propertyNames']['enum'] : undefined;
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  });
}

function isAllowedName(name: string, parts: Conjunction, document: SchemaDocument): boolean {
  const rules = parts
    .filter(({ schema }) => !isAnyName(schema['propertyNames']))
    .map((part) => schemaAt(part, 'propertyNames'));
  return rules.length === 0 || document.validOf([name], rules).length === 1;
}
