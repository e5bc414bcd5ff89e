import { isObject } from '../schema/json-schema.js';

/** A schema that may be changed. */
export type MutableSchema = Record<string, unknown>;

const innerKinds: Readonly<Record<string, 'schema' | 'schemas'>> = {
  ...{ items: 'schema', additionalProperties: 'schema', propertyNames: 'schema', not: 'schema' },
  ...{ allOf: 'schemas', anyOf: 'schemas', prefixItems: 'schemas', properties: 'schemas', $defs: 'schemas' },
};

/** Keywords that say which properties or items another one is about. */
const dependents: Readonly<Record<string, string>> = { properties: 'additionalProperties', prefixItems: 'items' };

/**
 * Widens a schema at a location. The keyword that is there goes, or else everything but the type of the schema there.
 *
 * @param root is changed
 * @returns the schema that was changed and the keyword that was left out, if it was one; undefined if nothing can be
 */
export function widenAt(
  root: MutableSchema,
  pointer: string,
): { readonly schema: MutableSchema; readonly keyword?: string | undefined } | undefined {
  const { schema, keyword } = findFault(root, pointer);
  if (keyword !== undefined) {
    delete schema[keyword];
    const dependent = dependents[keyword];
    if (dependent !== undefined) delete schema[dependent];
    return { schema, keyword };
  }
  const others = Object.keys(schema).filter((key) => key !== 'type' && key !== '$defs');
  const removed = others.length > 0 ? others : Object.keys(schema).filter((key) => key === 'type');
  for (const key of removed) delete schema[key];
  return removed.length > 0 ? { schema } : undefined;
}

/** Finds the innermost schema around a location, and the keyword in it, if the location is that of a keyword. */
function findFault(root: MutableSchema, pointer: string): { schema: MutableSchema; keyword?: string | undefined } {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let schema = root;
  let keyword: string | undefined;
  let holder: unknown;
  for (const step of steps) {
    if (keyword === undefined) {
      if (!Object.hasOwn(schema, step)) return { schema };
      const kind = Object.hasOwn(innerKinds, step) ? innerKinds[step] : undefined;
      const value = schema[step];
      if (kind === 'schema' && isObject(value)) {
        schema = value as MutableSchema;
        continue;
      }
      keyword = step;
      if (kind !== 'schemas') return { schema, keyword };
      holder = value;
    } else {
      const inner: unknown = Object.hasOwn(holder as object, step) ? (holder as MutableSchema)[step] : undefined;
      if (!isObject(inner)) return { schema, keyword };
      schema = inner as MutableSchema;
      keyword = undefined;
    }
  }
  return { schema, keyword };
}

/** Keywords that give a value its shape. The others bound it. */
const shape = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'prefixItems'],
  ...['allOf', 'anyOf', '$ref', '$defs', 'enum', 'const', 'not'],
]);

/** Leaves out every bound in a schema: counts, lengths, patterns, formats. @param schema is changed */
export function removeBounds(schema: unknown): void {
  if (!isObject(schema)) return;
  const mutable = schema as MutableSchema;
  for (const keyword of Object.keys(mutable)) {
    if (!shape.has(keyword)) delete mutable[keyword];
    const kind = Object.hasOwn(innerKinds, keyword) ? innerKinds[keyword] : undefined;
    if (kind === 'schema') removeBounds(mutable[keyword]);
    if (kind === 'schemas') for (const inner of Object.values(mutable[keyword] ?? {})) removeBounds(inner);
  }
}
