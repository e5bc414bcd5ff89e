import { UnsupportedSchemaError } from '../../errors/index.js';
import { spendWork } from '../limits/work-budget.js';
import {
  isObject,
  type LocatedSchema,
  maxNesting,
  pointerTo,
  schemaAt,
  type SchemaPart,
  schemasAt,
} from './json-schema.js';
import { checkKeywords, isNever } from './refused-keywords.js';
import { type SchemaDocument } from './schema-document.js';

/** Parts that must all be satisfied; no part at all is satisfied by everything. References and choices are resolved. */
export type Conjunction = readonly SchemaPart[];

/** Combinations of choices in one place. More are a schema that nobody meant. */
const maxAlternatives = 256;

/** Parts of conjunctions that are merged in one step of work. */
const partsPerStep = 10;

/** Finds out whether what is generated for one branch of a part's oneOf is never valid for another branch. */
export type AreExclusive = (one: Conjunction, other: Conjunction, part: SchemaPart) => boolean;

/**
 * What schemas say together, as a choice between conjunctions: references followed, allOf merged, anyOf and oneOf
 * multiplied out.
 *
 * @throws {UnsupportedSchemaError}
 */
export class Alternatives {
  /** Pointers of the oneOf that have been looked at: they are met again in what they hold. */
  readonly #checked = new Set<string>();

  readonly #document: SchemaDocument;
  readonly #areExclusive: AreExclusive;

  constructor(document: SchemaDocument, areExclusive: AreExclusive) {
    this.#document = document;
    this.#areExclusive = areExclusive;
  }

  of(schemas: readonly LocatedSchema[]): readonly Conjunction[] {
    return this.#all(schemas, new Set());
  }

  #all(schemas: readonly LocatedSchema[], within: ReadonlySet<string>): readonly Conjunction[] {
    return schemas.reduce<readonly Conjunction[]>(
      (product, schema) => combined(product, this.#one(schema, within), schema.pointer),
      [[]],
    );
  }

  #one(located: LocatedSchema, within: ReadonlySet<string>): readonly Conjunction[] {
    const { schema, pointer } = located;
    if (typeof schema === 'boolean') return schema ? [[]] : [];
    if (within.has(pointer)) {
      throw new UnsupportedSchemaError(
        pointer,
        'a reference that leads back to itself',
        'put an object or an array in between',
      );
    }
    if (within.size >= maxNesting)
      throw new UnsupportedSchemaError(
        pointer,
        `more than ${maxNesting} references and alternatives in each other`,
        'refer to it directly',
      );
    const part: SchemaPart = { schema, pointer };
    checkKeywords(part);
    if (schema['not'] !== undefined && isNever(schema['not'])) return [];
    const inner = new Set([...within, pointer]);
    const referred =
      schema['$ref'] === undefined ? [] : [this.#document.resolve(schema['$ref'], pointerTo(pointer, '$ref'))];
    const all = this.#all([...referred, ...schemasAt(part, 'allOf')], inner);
    const choices = (['anyOf', 'oneOf'] as const).flatMap((keyword) =>
      schema[keyword] === undefined ? [] : [this.#choice(part, keyword, inner)],
    );
    const own: readonly Conjunction[] = [[part]];
    return [all, ...choices].reduce((product, factors) => combined(product, factors, pointer), own);
  }

  #choice(part: SchemaPart, keyword: 'anyOf' | 'oneOf', within: ReadonlySet<string>): readonly Conjunction[] {
    const branches = schemasAt(part, keyword).map((branch) => this.#one(branch, within));
    if (keyword === 'oneOf') this.#ensureExclusive(part, branches);
    return branches.flat();
  }

  /** A value that two branches of oneOf allow is invalid: what could be generated for one must not be valid for another. */
  #ensureExclusive(part: SchemaPart, branches: readonly (readonly Conjunction[])[]): void {
    if (this.#checked.has(part.pointer)) return;
    this.#checked.add(part.pointer);
    for (const [index, branch] of branches.entries()) {
      for (const other of branches.slice(index + 1)) {
        const overlaps = branch.some((one) => other.some((two) => !this.#areExclusive(one, two, part)));
        if (!overlaps) continue;
        throw new UnsupportedSchemaError(
          pointerTo(part.pointer, 'oneOf', index),
          'a branch of "oneOf" that may overlap with another one',
          'use anyOf, or give each branch a required property with a const of its own',
        );
      }
    }
  }
}

/** Each of these with each of those. */
function combined(
  product: readonly Conjunction[],
  factors: readonly Conjunction[],
  pointer: string,
): readonly Conjunction[] {
  if (product.length * factors.length > maxAlternatives) {
    const what = `more than ${maxAlternatives} combinations of alternatives`;
    throw new UnsupportedSchemaError(pointer, what, 'use fewer anyOf and oneOf in one place');
  }
  return product.flatMap((conjunction) => factors.map((factor) => merged(conjunction, factor)));
}

function merged(one: Conjunction, other: Conjunction): Conjunction {
  spendWork((one.length + other.length) / partsPerStep);
  return [...new Map([...one, ...other].map((part) => [part.pointer, part])).values()];
}

/** The schema of a property in one part: its own, or what the part says of additional ones. Undefined: nothing is said. */
export function propertyOf(part: SchemaPart, name: string): LocatedSchema | undefined {
  const { properties, additionalProperties } = part.schema;
  if (isObject(properties) && Object.hasOwn(properties, name)) return schemaAt(part, 'properties', name);
  return additionalProperties === undefined ? undefined : schemaAt(part, 'additionalProperties');
}
