import { spendWork } from '../limits/work-budget.js';
import { isObject, type JsonSchema, jsonTypes, type Keywords, pointerTo } from '../schema/json-schema.js';
import { ReferenceFinder } from './reference-finder.js';

/** A schema in the forms of draft 2020-12, with all definitions at its root and without annotations. */
export interface ReadSchema {
  readonly schema: JsonSchema;
  /** Locations of keywords and references that mean nothing as they are, and are left out. JSON pointers. */
  readonly dropped: readonly string[];
  /** Finds the location of a part of the read schema, or of a keyword in it, in the given schema. */
  readonly toLocation: (part: object, keyword?: string) => string;
}

/** Limit of schemas in each other. Deeper ones are left out: they would overflow the stack. */
const maximumDepth = 128;

/**
 * Reads a schema of any draft, as it comes with a request. Values that satisfy the given schema satisfy the read one.
 *
 * Older forms are rewritten: tuples under `items`, `dependencies`, boolean `exclusiveMinimum`, `definitions`, `id`. A keyword
 * with a value of the wrong kind and a reference that leads nowhere are left out and listed.
 */
export function readSchema(schema: unknown): ReadSchema {
  const read = new SchemaReader(schema, false).read();
  // In these keywords a wider schema makes a narrower one, so that nothing may be left out within them.
  return read.dropped.length === 0 ? read : new SchemaReader(schema, true).read();
}

/** Keywords that hold one schema, a list of schemas, or schemas by name. */
const holders: Readonly<Record<string, 'schema' | 'list' | 'by name'>> = {
  ...{ not: 'schema', if: 'schema', then: 'schema', else: 'schema', contains: 'schema', propertyNames: 'schema' },
  ...{ additionalProperties: 'schema', unevaluatedProperties: 'schema', unevaluatedItems: 'schema', items: 'schema' },
  ...{ allOf: 'list', anyOf: 'list', oneOf: 'list', prefixItems: 'list' },
  ...{ properties: 'by name', patternProperties: 'by name', dependentSchemas: 'by name' },
};

/** Keywords within which a wider schema makes a narrower one. */
const reversing = new Set(['not', 'if', 'then', 'else', 'maxContains', 'unevaluatedProperties', 'unevaluatedItems']);

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isNames = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** Checks of the values of keywords without schemas. */
const valueChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...{ minimum: isNumber, maximum: isNumber, exclusiveMinimum: isNumber, exclusiveMaximum: isNumber },
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  ...{ minLength: isCount, maxLength: isCount, minItems: isCount, maxItems: isCount },
  ...{ minProperties: isCount, maxProperties: isCount, minContains: isCount, maxContains: isCount },
  pattern: isPattern,
  format: isText,
  required: isNames,
  uniqueItems: (value) => typeof value === 'boolean',
  dependentRequired: (value) => isObject(value) && Object.values(value).every(isNames),
  enum: (value) => Array.isArray(value),
  const: () => true,
};

/** Keywords that say which properties or items another keyword is about. */
const dependents: Readonly<Record<string, readonly string[]>> = {
  properties: ['additionalProperties'],
  patternProperties: ['additionalProperties'],
  prefixItems: ['items'],
  contains: ['minContains', 'maxContains'],
};

class SchemaReader {
  readonly #root: unknown;
  readonly #isCareful: boolean;
  readonly #references: ReferenceFinder;
  readonly #origins = new WeakMap<object, { readonly location: string; readonly given: Keywords }>();
  readonly #dropped = new Set<string>();
  /** Names of the definitions by the location of their schema. */
  readonly #definitions = new Map<string, string>();
  readonly #pending: { readonly name: string; readonly value: unknown; readonly location: string }[] = [];

  /** @param isCareful whether keywords are left out in which a wider schema makes a narrower one */
  constructor(root: unknown, isCareful: boolean) {
    this.#root = root;
    this.#isCareful = isCareful;
    this.#references = new ReferenceFinder(root);
  }

  read(): ReadSchema {
    const root = this.#readSchema(this.#root, '', 0);
    const definitions: [string, JsonSchema][] = [];
    for (let next = this.#pending.shift(); next; next = this.#pending.shift())
      definitions.push([next.name, this.#readSchema(next.value, next.location, 0)]);
    const hasDefinitions = isObject(root) && definitions.length > 0;
    const schema = hasDefinitions ? { ...root, $defs: Object.fromEntries(definitions) } : root;
    if (isObject(schema)) this.#origins.set(schema, { location: '', given: this.#root as Keywords });
    return {
      schema,
      dropped: [...this.#dropped],
      toLocation: (part, keyword) => this.#toLocation(part, keyword),
    };
  }

  #readSchema(value: unknown, location: string, depth: number): JsonSchema {
    spendWork(1);
    if (typeof value === 'boolean') return value;
    if (!isObject(value) || depth > maximumDepth) {
      this.#dropped.add(location);
      return true;
    }
    const given = this.#modernize(value);
    const entries = Object.entries(given).flatMap(([keyword, item]): [string, unknown][] => {
      const place = pointerTo(location, toGivenKeyword(value, keyword));
      const isTaken = this.#isCareful && keyword === 'oneOf' && Object.hasOwn(given, 'anyOf');
      const read = isTaken ? this.#drop(place) : this.#readKeyword(keyword, item, place, depth);
      return read === undefined ? [] : [read];
    });
    const kept = new Map(entries);
    for (const [keyword, others] of Object.entries(dependents)) {
      // Partly dropped is as good as dropped: what it named falls under the other keywords.
      const isWhole = !Object.hasOwn(given, keyword) || this.#isWhole(given[keyword], kept.get(keyword));
      if (!isWhole) for (const other of others) kept.delete(other);
    }
    const schema = Object.fromEntries(kept);
    this.#origins.set(schema, { location, given: value });
    return schema;
  }

  #toLocation(part: object, keyword: string | undefined): string {
    const { location, given } = this.#origins.get(part) ?? { location: '', given: {} };
    return keyword === undefined ? location : pointerTo(location, toGivenKeyword(given, keyword));
  }

  #isWhole(given: unknown, kept: unknown): boolean {
    if (typeof given === 'boolean') return true;
    const count = (value: unknown): number =>
      typeof value === 'object' && value !== null ? Object.keys(value).length : -1;
    return kept !== undefined && (!isObject(given) || !isObject(kept) || count(given) === count(kept));
  }

  /** Rewrites older forms of keywords. */
  #modernize(schema: Keywords): Keywords {
    const { items, additionalItems, dependencies, nullable, type, definitions: _, $defs: __, ...others } = schema;
    const entries = isObject(dependencies) ? Object.entries(dependencies) : [];
    const namesByName = entries.filter(([, value]) => Array.isArray(value));
    const schemasByName = entries.filter(([, value]) => !Array.isArray(value));
    const isNullable = nullable === true && type !== undefined;
    return {
      ...(Array.isArray(items)
        ? { prefixItems: items, ...(additionalItems !== undefined && { items: additionalItems }) }
        : items !== undefined && { items }),
      ...(namesByName.length > 0 && { dependentRequired: Object.fromEntries(namesByName) }),
      ...(schemasByName.length > 0 && { dependentSchemas: Object.fromEntries(schemasByName) }),
      ...(type !== undefined && { type: isNullable ? [...new Set([type, 'null'].flat())] : type }),
      ...toNumericBounds(others),
    };
  }

  #readKeyword(keyword: string, value: unknown, location: string, depth: number): [string, unknown] | undefined {
    if (this.#isCareful && reversing.has(keyword)) return this.#drop(location);
    if (keyword === 'type') return this.#readType(value, location);
    if (['$ref', '$recursiveRef', '$dynamicRef'].includes(keyword)) return this.#readReference(value, location);
    const holder = Object.hasOwn(holders, keyword) ? holders[keyword] : undefined;
    if (holder === 'schema') return [keyword, this.#readSchema(value, location, depth + 1)];
    if (holder === 'list') {
      if (!Array.isArray(value)) return this.#drop(location);
      const list = value.map((item, index) => this.#readSchema(item, pointerTo(location, index), depth + 1));
      if (keyword !== 'oneOf' || !this.#isCareful) return [keyword, list];
      this.#dropped.add(location);
      return ['anyOf', list];
    }
    if (holder === 'by name') {
      if (!isObject(value)) return this.#drop(location);
      const named = Object.entries(value).flatMap(([name, item]) => {
        const place = pointerTo(location, name);
        if (keyword === 'patternProperties' && !isPattern(name)) {
          this.#dropped.add(place);
          return [];
        }
        return [[name, this.#readSchema(item, place, depth + 1)] as const];
      });
      return [keyword, Object.fromEntries(named)];
    }
    const check = Object.hasOwn(valueChecks, keyword) ? valueChecks[keyword] : undefined;
    // Annotations and unknown keywords restrict nothing.
    if (check === undefined) return undefined;
    return check(value) ? [keyword, value] : this.#drop(location);
  }

  #readType(value: unknown, location: string): [string, unknown] | undefined {
    // Draft 3 has a name for all types.
    if (value === 'any') return undefined;
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isKnown = names.length > 0 && names.every((name) => jsonTypes.some((known) => known === name));
    return isKnown ? ['type', value] : this.#drop(location);
  }

  #readReference(value: unknown, location: string): [string, unknown] | undefined {
    const target = this.#references.find(value);
    if (target === undefined) return this.#drop(location);
    if (target.location === '') return ['$ref', '#'];
    const name = this.#definitions.get(target.location) ?? `d${this.#definitions.size}`;
    if (!this.#definitions.has(target.location)) {
      this.#definitions.set(target.location, name);
      this.#pending.push({ name, ...target });
    }
    return ['$ref', `#/$defs/${name}`];
  }

  #drop(location: string): undefined {
    this.#dropped.add(location);
    return undefined;
  }
}

/** Rewrites the boolean bounds of draft 4. */
function toNumericBounds(schema: Keywords): Keywords {
  const pairs = [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const;
  return pairs.reduce<Keywords>((bounds, [bound, exclusive]) => {
    if (typeof bounds[exclusive] !== 'boolean') return bounds;
    const { [bound]: limit, [exclusive]: isExclusive, ...others } = bounds;
    if (limit === undefined) return others;
    return { ...others, [isExclusive === true ? exclusive : bound]: limit };
  }, schema);
}

/** Names the keyword of the given schema from which a rewritten one comes. */
function toGivenKeyword(given: Keywords, keyword: string): string {
  if (Object.hasOwn(given, keyword) && !(keyword === 'items' && Array.isArray(given['items']))) return keyword;
  const older: Readonly<Record<string, string>> = {
    prefixItems: 'items',
    items: 'additionalItems',
    dependentRequired: 'dependencies',
    dependentSchemas: 'dependencies',
  };
  return older[keyword] ?? keyword;
}

/** Tells whether validators can read a pattern: ECMA-262 with the flag `u`. */
function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}
