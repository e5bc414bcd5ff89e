import { UnsupportedSchemaError } from '../../errors/index.js';
import { spendWork } from '../limits/work-budget.js';
import {
  type Conjunction,
  isObject,
  type LocatedSchema,
  pointerTo,
  schemaAt,
  type SchemaPart,
  wrongValue,
} from './json-schema.js';
import { type SchemaDocument } from './schema-document.js';

/** Describes a property that an object may have, known by name. */
interface NamedProperty {
  readonly name: string;
  readonly isRequired: boolean;
  /** Schemas that its value must all satisfy. */
  readonly schemas: readonly LocatedSchema[];
}

/**
 * Lists the properties that parts describe together: those under `properties`, in order, then other required ones, then
 * those in the enum of `propertyNames`.
 *
 * @throws {UnsupportedSchemaError}
 */
export function listNamedProperties(parts: Conjunction, document: SchemaDocument): readonly NamedProperty[] {
  const required = new Set(listRequiredNames(parts));
  const names = [...new Set([...listPropertyNames(parts), ...required, ...listEnumNames(parts)])];
  const allowed = new Set(names.filter((name) => isAllowedName(name, parts, document)));
  return names.flatMap((name): readonly NamedProperty[] => {
    spendWork(parts.length);
    const isRequired = required.has(name);
    if (!allowed.has(name)) return isRequired ? [{ name, isRequired, schemas: [{ schema: false, pointer: '' }] }] : [];
    return [{ name, isRequired, schemas: parts.flatMap((part) => findProperty(part, name) ?? []) }];
  });
}

/** Lists the names under `properties`, in order. */
export function listPropertyNames(parts: Conjunction): readonly string[] {
  return parts.flatMap((part) => {
    const { properties } = part.schema;
    if (properties === undefined) return [];
    if (!isObject(properties)) throw wrongValue(part, 'properties', 'an object of schemas');
    return Object.keys(properties);
  });
}

export function listRequiredNames(parts: Conjunction): readonly string[] {
  return parts.flatMap((part) => {
    const { required = [] } = part.schema;
    if (!Array.isArray(required) || !required.every((name) => typeof name === 'string'))
      throw wrongValue(part, 'required', 'a list of names');
    return required;
  });
}

/**
 * Finds the schemas for properties with other names; undefined when only named ones are generated. That is the case
 * when a part forbids others, or when properties are named and no part mentions others.
 *
 * @throws {UnsupportedSchemaError} for `propertyNames` that restrict free names
 */
export function findFreePropertySchemas(parts: Conjunction): readonly LocatedSchema[] | undefined {
  if (parts.some(({ schema }) => schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false))
    return undefined;
  const stating = parts.filter(({ schema }) => schema['additionalProperties'] !== undefined);
  if (stating.length === 0 && (listPropertyNames(parts).length > 0 || listRequiredNames(parts).length > 0))
    return undefined;
  const restricted = parts.find(({ schema }) => !isAnyName(schema['propertyNames']));
  if (restricted === undefined) return stating.map((part) => schemaAt(part, 'additionalProperties'));
  if (listEnumNames(parts).length > 0) return undefined;
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

function listEnumNames(parts: Conjunction): readonly string[] {
  return parts.flatMap(({ schema }) => {
    const names = isObject(schema['propertyNames']) ? schema['propertyNames']['enum'] : undefined;
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  });
}

function isAllowedName(name: string, parts: Conjunction, document: SchemaDocument): boolean {
  const rules = parts
    .filter(({ schema }) => !isAnyName(schema['propertyNames']))
    .map((part) => schemaAt(part, 'propertyNames'));
  return rules.length === 0 || document.filterValid([name], rules).length === 1;
}

/** Finds the schema of a property in one part: its own, else `additionalProperties`, else undefined. */
export function findProperty(part: SchemaPart, name: string): LocatedSchema | undefined {
  const { properties, additionalProperties } = part.schema;
  if (isObject(properties) && Object.hasOwn(properties, name)) return schemaAt(part, 'properties', name);
  return additionalProperties === undefined ? undefined : schemaAt(part, 'additionalProperties');
}
