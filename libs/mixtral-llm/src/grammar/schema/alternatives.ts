import { UnsupportedSchemaError } from '../../errors/index.js';
import { spendWork } from '../limits/work-budget.js';
import {
  type Conjunction,
  type LocatedSchema,
  maximumNesting,
  pointerTo,
  type SchemaPart,
  schemasAt,
} from './json-schema.js';
import { checkKeywords, isNeverSchema } from './refused-keywords.js';
import { type SchemaDocument } from './schema-document.js';

/** Maximum combinations of anyOf and oneOf branches of one schema. */
const maximumAlternatives = 256;

/** Number of parts that count as one step of work when conjunctions are merged. */
const partsPerStep = 10;

/** Tells whether no value generated for one branch of a part's oneOf is valid for the other. */
type AreExclusive = (one: Conjunction, other: Conjunction, part: SchemaPart) => boolean;

/** Rewrites schemas as a choice between conjunctions: references followed, allOf merged, anyOf and oneOf multiplied out. */
export class Alternatives {
  /** Pointers of the parts whose oneOf has been checked. A recursive schema meets them again. */
  readonly #checked = new Set<string>();

  readonly #document: SchemaDocument;
  readonly #areExclusive: AreExclusive;

  constructor(document: SchemaDocument, areExclusive: AreExclusive) {
    this.#document = document;
    this.#areExclusive = areExclusive;
  }

  /** Resolves schemas that must all be satisfied. @throws {UnsupportedSchemaError} */
  resolve(schemas: readonly LocatedSchema[]): readonly Conjunction[] {
    return this.#all(schemas, new Set());
  }

  #all(schemas: readonly LocatedSchema[], within: ReadonlySet<string>): readonly Conjunction[] {
    return schemas.reduce<readonly Conjunction[]>(
      (product, schema) => combine(product, this.#one(schema, within), schema.pointer),
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
    if (within.size >= maximumNesting) {
      throw new UnsupportedSchemaError(
        pointer,
        `more than ${maximumNesting} references and alternatives in each other`,
        'refer to it directly',
      );
    }
    const part: SchemaPart = { schema, pointer };
    checkKeywords(part);
    if (schema['not'] !== undefined && isNeverSchema(schema['not'])) return [];
    const inner = new Set([...within, pointer]);
    const referred =
      schema['$ref'] === undefined ? [] : [this.#document.resolve(schema['$ref'], pointerTo(pointer, '$ref'))];
    const all = this.#all([...referred, ...schemasAt(part, 'allOf')], inner);
    const choices = (['anyOf', 'oneOf'] as const).flatMap((keyword) =>
      schema[keyword] === undefined ? [] : [this.#choice(part, keyword, inner)],
    );
    const own: readonly Conjunction[] = [[part]];
    return [all, ...choices].reduce((product, factors) => combine(product, factors, pointer), own);
  }

  #choice(part: SchemaPart, keyword: 'anyOf' | 'oneOf', within: ReadonlySet<string>): readonly Conjunction[] {
    const branches = schemasAt(part, keyword).map((branch) => this.#one(branch, within));
    if (keyword === 'oneOf') this.#ensureExclusive(part, branches);
    return branches.flat();
  }

  /** Ensures that no generated value satisfies two branches of oneOf, which would make it invalid. */
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

/** Combines each conjunction with each factor. */
function combine(
  product: readonly Conjunction[],
  factors: readonly Conjunction[],
  pointer: string,
): readonly Conjunction[] {
  if (product.length * factors.length > maximumAlternatives) {
    const what = `more than ${maximumAlternatives} combinations of alternatives`;
    throw new UnsupportedSchemaError(pointer, what, 'use fewer anyOf and oneOf in one place');
  }
  return product.flatMap((conjunction) => factors.map((factor) => mergeParts(conjunction, factor)));
}

function mergeParts(one: Conjunction, other: Conjunction): Conjunction {
  spendWork((one.length + other.length) / partsPerStep);
  return [...new Map([...one, ...other].map((part) => [part.pointer, part])).values()];
}
