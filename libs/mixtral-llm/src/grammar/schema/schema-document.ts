import { dereference, type Schema, validate } from '@cfworker/json-schema';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { spendWork, spendWorkOnText } from '../limits/work-budget.js';
import { isObject, type JsonSchema, type Keywords, type LocatedSchema, maxNesting, pointerTo } from './json-schema.js';

/** A name for the document that its own references cannot have. */
const documentName = 'https://schema.invalid/document';

/** Schemas by their addresses. */
type Lookup = Record<string, Schema | boolean>;

/** Comparisons of a part of a value with a part of a schema that are as much work as one step of an automaton. */
const comparisonsPerStep = 20;

/** Of validating one value against patterns, which may go back and forth in it. */
const stepsOfPatterns = 50_000;

/** A whole schema, in which references are looked up. */
export class SchemaDocument {
  readonly root: LocatedSchema;
  readonly #size: number;
  readonly #hasPatterns: boolean;
  /** Keywords for which a validator counts the characters of a string. */
  readonly #lengthKeywords: number;
  /** What a validator knows of it, from when it is first needed. */
  #lookup: Lookup | undefined;

  /** @throws {UnsupportedSchemaError} when it is no schema, or is nested too deeply */
  constructor(schema: JsonSchema) {
    if (typeof schema !== 'boolean' && !isObject(schema)) {
      throw new UnsupportedSchemaError('', 'no schema', 'give an object or a boolean');
    }
    this.root = { schema: normalized(schema, '', 0) as JsonSchema, pointer: '' };
    const text = JSON.stringify(schema);
    this.#size = sizeOf(text);
    this.#hasPatterns = /"(?:pattern|format)":/.test(text);
    this.#lengthKeywords = text.split('Length":').length - 1;
  }

  /**
   * What a reference names.
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
    const steps = decoded(reference)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    let value: unknown = this.root.schema;
    for (const step of steps) value = memberOf(value, step);
    if (typeof value === 'boolean' || isObject(value)) return { schema: value, pointer: pointerTo('', ...steps) };
    throw new UnsupportedSchemaError(
      pointer,
      `the reference "${reference}"`,
      'nothing is there: correct it, or add the definition',
    );
  }

  /** Those of the values that all the schemas allow, as a validator sees it. */
  validOf(values: readonly unknown[], schemas: readonly LocatedSchema[]): readonly unknown[] {
    for (const value of values) this.#spendOnValidating(JSON.stringify(value));
    const schema: Schema = { allOf: schemas.map(({ pointer }) => ({ $ref: `${documentName}#${encodeURI(pointer)}` })) };
    const lookup = dereference(schema, Object.create(this.#known()) as Lookup);
    return values.filter((value) => validate(value, schema, '2020-12', lookup).valid);
  }

  /** Each part of a value may be compared with each of the document, in which all listed values stand. */
  #spendOnValidating(value: string): void {
    spendWork(1 + (sizeOf(value) * this.#size) / comparisonsPerStep + (this.#hasPatterns ? stepsOfPatterns : 0));
    spendWorkOnText(value.length * (1 + this.#lengthKeywords));
  }

  #known(): Lookup {
    this.#lookup ??= isObject(this.root.schema)
      ? dereference({ ...this.root.schema, $id: documentName })
      : (Object.create(null) as Lookup);
    return this.#lookup;
  }
}

/** About how many objects, lists and values a JSON text has. */
function sizeOf(text: string): number {
  return text.split(',').length;
}

function memberOf(holder: unknown, step: string): unknown {
  if (!isObject(holder) && !Array.isArray(holder)) return undefined;
  return Object.hasOwn(holder, step) ? (holder as Keywords)[step] : undefined;
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** What a value within a schema document is. */
type Kind = 'schema' | 'schemas by name' | 'value';

const kindOfKeyword: Readonly<Record<string, Kind>> = {
  ...{ properties: 'schemas by name', $defs: 'schemas by name', definitions: 'schemas by name' },
  ...{ const: 'value', enum: 'value', default: 'value', examples: 'value' },
};

/** A copy in which OpenAPI's `nullable` is the type `null`. */
function normalized(value: unknown, pointer: string, depth: number, kind: Kind = 'schema'): unknown {
  spendWork(1);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxNesting)
    throw new UnsupportedSchemaError(pointer, `more than ${maxNesting} levels`, 'use $ref for recursion');
  if (Array.isArray(value))
    return value.map((item, index) => normalized(item, pointerTo(pointer, index), depth + 1, kind));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, normalized(item, pointerTo(pointer, key), depth + 1, kindWithin(kind, key))] as const,
  );
  const { nullable, type } = value;
  const isNullable = kind === 'schema' && nullable === true && (typeof type === 'string' || Array.isArray(type));
  return { ...Object.fromEntries(entries), ...(isNullable && { type: [...new Set([type, 'null'].flat())] }) };
}

function kindWithin(kind: Kind, key: string): Kind {
  if (kind === 'schemas by name') return 'schema';
  return kind === 'schema' && Object.hasOwn(kindOfKeyword, key) ? (kindOfKeyword[key] ?? kind) : kind;
}
