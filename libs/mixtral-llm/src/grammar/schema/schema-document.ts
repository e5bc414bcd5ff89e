import { dereference, type Schema, validate } from '@cfworker/json-schema';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { spendWork, spendWorkOnText } from '../limits/work-budget.js';
import {
  isObject,
  type JsonSchema,
  type Keywords,
  type LocatedSchema,
  maximumNesting,
  pointerTo,
} from './json-schema.js';

/**
 * Address of the document in the validator. No reference of a schema can name it, since `.invalid` is reserved (RFC
 * 2606).
 */
const documentName = 'https://schema.invalid/document';

/** Maps addresses to schemas, in the form of the validator. */
type Lookup = Record<string, Schema | boolean>;

/** Number of validator comparisons that count as one step of work. */
const comparisonsPerStep = 20;

/** Steps of work for validating one value against patterns, whose regular expressions may backtrack. */
const patternSteps = 50_000;

/** Holds a whole schema, resolves its references, and validates values. */
export class SchemaDocument {
  readonly root: LocatedSchema;
  readonly #size: number;
  readonly #hasPatterns: boolean;
  /** Number of length keywords, for each of which a validator counts the characters of a string. */
  readonly #lengthKeywords: number;
  /** Lookup table of the validator, built when it is first needed. */
  #lookup: Lookup | undefined;

  /** @throws {UnsupportedSchemaError} for a value that is no schema, or is nested too deeply */
  constructor(schema: JsonSchema) {
    if (typeof schema !== 'boolean' && !isObject(schema)) {
      throw new UnsupportedSchemaError('', 'no schema', 'give an object or a boolean');
    }
    this.root = { schema: normalize(schema, '', 0) as JsonSchema, pointer: '' };
    const text = JSON.stringify(schema);
    this.#size = countParts(text);
    this.#hasPatterns = /"(?:pattern|format)":/.test(text);
    this.#lengthKeywords = text.split('Length":').length - 1;
  }

  /**
   * Finds the schema that a reference names.
   *
   * @throws {UnsupportedSchemaError} when it leads out of the document, or to nothing
   */
  resolve(reference: unknown, pointer: string): LocatedSchema {
    if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) {
      throw new UnsupportedSchemaError(
        pointer,
        `the reference ${JSON.stringify(reference)}`,
        'refer to "#/$defs/…" within the same schema',
      );
    }
    const steps = decodeReference(reference)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    let value: unknown = this.root.schema;
    for (const step of steps) value = findMember(value, step);
    if (typeof value === 'boolean' || isObject(value)) return { schema: value, pointer: pointerTo('', ...steps) };
    throw new UnsupportedSchemaError(
      pointer,
      `the reference "${reference}"`,
      'nothing is there: correct it, or add the definition',
    );
  }

  /** Returns those values that satisfy all the schemas by a JSON Schema validator. */
  filterValid(values: readonly unknown[], schemas: readonly LocatedSchema[]): readonly unknown[] {
    for (const value of values) this.#spendOnValidating(JSON.stringify(value));
    const schema: Schema = { allOf: schemas.map(({ pointer }) => ({ $ref: `${documentName}#${encodeURI(pointer)}` })) };
    const lookup = dereference(schema, Object.create(this.#validatorLookup()) as Lookup);
    return values.filter((value) => validate(value, schema, '2020-12', lookup).valid);
  }

  /** Counts the work of validating: each part of a value may be compared with each part of the document. */
  #spendOnValidating(value: string): void {
    spendWork(1 + (countParts(value) * this.#size) / comparisonsPerStep + (this.#hasPatterns ? patternSteps : 0));
    spendWorkOnText(value.length * (1 + this.#lengthKeywords));
  }

  #validatorLookup(): Lookup {
    this.#lookup ??= isObject(this.root.schema)
      ? dereference({ ...this.root.schema, $id: documentName })
      : (Object.create(null) as Lookup);
    return this.#lookup;
  }
}

/** Estimates the number of values in a JSON text. */
function countParts(text: string): number {
  return text.split(',').length;
}

function findMember(holder: unknown, step: string): unknown {
  if (!isObject(holder) && !Array.isArray(holder)) return undefined;
  return Object.hasOwn(holder, step) ? (holder as Keywords)[step] : undefined;
}

function decodeReference(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** Names the meaning of a value within a schema document. */
type Kind = 'schema' | 'schemas by name' | 'value';

const kindsByKeyword: Readonly<Record<string, Kind>> = {
  ...{ properties: 'schemas by name', $defs: 'schemas by name', definitions: 'schemas by name' },
  ...{ const: 'value', enum: 'value', default: 'value', examples: 'value' },
};

/** Copies a schema, with OpenAPI's `nullable` replaced by the type `null`. */
function normalize(value: unknown, pointer: string, depth: number, kind: Kind = 'schema'): unknown {
  spendWork(1);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maximumNesting)
    throw new UnsupportedSchemaError(pointer, `more than ${maximumNesting} levels`, 'use $ref for recursion');
  if (Array.isArray(value))
    return value.map((item, index) => normalize(item, pointerTo(pointer, index), depth + 1, kind));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, normalize(item, pointerTo(pointer, key), depth + 1, toMemberKind(kind, key))] as const,
  );
  const { nullable, type } = value;
  const isNullable = kind === 'schema' && nullable === true && (typeof type === 'string' || Array.isArray(type));
  return { ...Object.fromEntries(entries), ...(isNullable && { type: [...new Set([type, 'null'].flat())] }) };
}

function toMemberKind(kind: Kind, key: string): Kind {
  if (kind === 'schemas by name') return 'schema';
  return kind === 'schema' && Object.hasOwn(kindsByKeyword, key) ? (kindsByKeyword[key] ?? kind) : kind;
}
