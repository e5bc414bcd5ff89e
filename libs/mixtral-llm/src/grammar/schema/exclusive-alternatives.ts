import { allowedTypes, finiteValues, generatedTypes } from './allowed-values.js';
import { type Alternatives } from './alternatives.js';
import { type Conjunction, isObject, type LocatedSchema, type SchemaPart } from './json-schema.js';
import { spendWork } from '../limits/work-budget.js';
import { findFreePropertySchemas, findProperty, listPropertyNames, listRequiredNames } from './object-properties.js';
import { type SchemaDocument } from './schema-document.js';

/** Number of levels of nested properties to compare. The tags that tell branches apart are usually at the top. */
const maximumComparedLevels = 4;

/**
 * Tries to prove that no value generated for one branch of a oneOf is valid for another, in both directions. The other
 * keywords of the part apply to all branches.
 *
 * @param part the part that holds the oneOf
 * @returns false where there is no proof
 */
export function areExclusive(
  one: Conjunction,
  other: Conjunction,
  part: SchemaPart,
  document: SchemaDocument,
  alternatives: Alternatives,
): boolean {
  const rejects = (generated: Conjunction, validated: Conjunction, level: number): boolean => {
    spendWork(generated.length + validated.length);
    // At the top level, only values that the whole part allows are generated.
    const values = finiteValues(level === 0 ? [...generated, part] : generated, document);
    if (values) return document.filterValid(values, validated).length === 0;
    const accepted = finiteValues(validated, document);
    if (accepted && document.filterValid(accepted, generated).length === 0) return true;
    return level === 0
      ? rejectsTypes([...generated, part], [...validated, part], level)
      : rejectsTypes(generated, validated, level);
  };

  const rejectsTypes = (generated: Conjunction, validated: Conjunction, level: number): boolean => {
    const types = allowedTypes(validated);
    const isShared = (type: string) =>
      types.some((allowed) => allowed === type || (isNumeric(allowed) && isNumeric(type)));
    const shared = generatedTypes(generated).filter(isShared);
    return shared.every((type) => type === 'object' && rejectsObjects(generated, validated, level));
  };

  const rejectsObjects = (generated: Conjunction, validated: Conjunction, level: number): boolean => {
    const always = listRequiredNames(generated);
    const known = new Set([...listPropertyNames(generated), ...always]);
    const isClosed = findFreePropertySchemas(generated) === undefined;
    // The other branch requires a property that is never generated here.
    if (isClosed && listRequiredNames(validated).some((name) => !known.has(name))) return true;
    return (
      level < maximumComparedLevels && always.some((name) => rejectsProperty(name, generated, validated, level + 1))
    );
  };

  const rejectsProperty = (name: string, generated: Conjunction, validated: Conjunction, level: number): boolean => {
    const here = alternatives.resolve(findProperties(name, generated));
    return validated.some((part) => {
      const there = findProperty(part, name);
      if (there === undefined) return false;
      const accepted = alternatives.resolve([there]);
      return here.every((a) => accepted.every((b) => rejects(a, b, level)));
    });
  };

  return rejects(one, other, 0) && rejects(other, one, 0);
}

function findProperties(name: string, parts: Conjunction): readonly LocatedSchema[] {
  return parts.filter(({ schema }) => isObject(schema)).flatMap((part) => findProperty(part, name) ?? []);
}

function isNumeric(type: string): boolean {
  return type === 'number' || type === 'integer';
}
