import { type Alternatives, type Conjunction, propertyOf } from './alternatives.js';
import { isObject, type LocatedSchema, type SchemaPart } from './json-schema.js';
import { spendWork } from '../limits/work-budget.js';
import { finiteValues } from './finite-values.js';
import { freePropertySchemas, listPropertyNames, requiredNames } from './object-properties.js';
import { type SchemaDocument } from './schema-document.js';
import { allowedTypes, generatedTypes } from './value-types.js';

/** Levels of nested properties that are compared. Tags stand at the top. */
const maxComparedLevels = 4;

/**
 * Proves, where it can, that what is generated for one branch of a part's oneOf is never valid for another one, and the
 * other way round. What the part says beside its oneOf holds in all branches.
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
    // Listed values are generated only where the whole part, its oneOf included, allows them.
    const values = finiteValues(level === 0 ? [...generated, part] : generated, document);
    if (values) return document.validOf(values, validated).length === 0;
    const accepted = finiteValues(validated, document);
    if (accepted && document.validOf(accepted, generated).length === 0) return true;
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
    const always = requiredNames(generated);
    const known = new Set([...listPropertyNames(generated), ...always]);
    const isClosed = freePropertySchemas(generated) === undefined;
    // The other one requires what is never generated here.
    if (isClosed && requiredNames(validated).some((name) => !known.has(name))) return true;
    return level < maxComparedLevels && always.some((name) => rejectsProperty(name, generated, validated, level + 1));
  };

  const rejectsProperty = (name: string, generated: Conjunction, validated: Conjunction, level: number): boolean => {
    const here = alternatives.of(schemasOf(name, generated));
    return validated.some((part) => {
      const there = propertyOf(part, name);
      if (there === undefined) return false;
      const accepted = alternatives.of([there]);
      return here.every((a) => accepted.every((b) => rejects(a, b, level)));
    });
  };

  return rejects(one, other, 0) && rejects(other, one, 0);
}

function schemasOf(name: string, parts: Conjunction): readonly LocatedSchema[] {
  return parts.filter(({ schema }) => isObject(schema)).flatMap((part) => propertyOf(part, name) ?? []);
}

function isNumeric(type: string): boolean {
  return type === 'number' || type === 'integer';
}
