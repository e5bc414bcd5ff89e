import { dereference, type Schema, validate } from '@cfworker/json-schema';
import { UnsupportedSchemaError } from '../../errors.js';
import { spendWork } from '../work-budget.js';
import { isObject, type JsonSchema, type Keywords, type LocatedSchema, pointerTo } from './json-schema.js';

/** Levels of a schema document. Deeper ones are no schemas that anybody wrote. */
const maxNesting = 256;

/** A name for the document that its own references cannot have. */
const documentName = 'https://schema.invalid/document';

/** Schemas by their addresses. */
type Lookup = Record<string, Schema | boolean>;

/** How much of validating a value is as much work as one step of an automaton. */
const schemasPerStep = 20;

/** Of validating one value against patterns, which may go back and forth in it. */
const stepsOfPatterns = 50_000;

/** A whole schema, in which references are looked up. */
export class SchemaDocument {
  readonly root: LocatedSchema;
  /** Objects, lists and values in it. */
  private readonly size: number;
  private readonly hasPatterns: boolean;
  /** What a validator knows of it, from when it is first needed. */
  private lookup: Lookup | undefined;

  /** @throws {UnsupportedSchemaError} when it is no schema, or is nested too deeply */
  constructor(schema: JsonSchema) {
    if (typeof schema !== 'boolean' && !isObject(schema)) {
      throw new UnsupportedSchemaError('', 'no schema', 'give an object or a boolean');
    }
    this.root = { schema: normalized(schema, '', 0) as JsonSchema, pointer: '' };
    const text = JSON.stringify(schema);
    this.size = text.split(',').length;
    this.hasPatterns = /"(?:pattern|format)":/.test(text);
    spendWork(this.size);
  }

  /**
   * What a reference names.
   *
   * @throws {UnsupportedSchemaError} when it leads out of the document, or to nothing
   */
  resolve(reference: unknown, pointer: string): LocatedSchema {
    if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) {
      throw new UnsupportedSchemaError(pointer, `the reference ${JSON.stringify(reference)}`, 'refer to "#/$defs/…" within the same schema');
    }
    const steps = decoded(reference).split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    let value: unknown = this.root.schema;
    for (const step of steps) value = memberOf(value, step);
    if (typeof value === 'boolean' || isObject(value)) return { schema: value, pointer: pointerTo('', ...steps) };
    throw new UnsupportedSchemaError(pointer, `the reference "${reference}"`, 'nothing is there: correct it, or add the definition');
  }

  /** Those of the values that all the schemas allow, as a validator sees it. */
  validOf(values: readonly unknown[], schemas: readonly LocatedSchema[]): readonly unknown[] {
    // A listed value may be compared with all others.
    const stepsOfOne = (this.size + values.length) / schemasPerStep + (this.hasPatterns ? stepsOfPatterns : 0);
    spendWork(1 + values.length * stepsOfOne);
    const schema: Schema = { allOf: schemas.map(({ pointer }) => ({ $ref: `${documentName}#${encodeURI(pointer)}` })) };
    const lookup = dereference(schema, Object.create(this.known()) as Lookup);
    return values.filter((value) => validate(value, schema, '2020-12', lookup).valid);
  }

  private known(): Lookup {
    this.lookup ??= isObject(this.root.schema) ? dereference({ ...this.root.schema, $id: documentName }) : (Object.create(null) as Lookup);
    return this.lookup;
  }
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
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxNesting) throw new UnsupportedSchemaError(pointer, `more than ${maxNesting} levels`, 'use $ref for recursion');
  if (Array.isArray(value)) return value.map((item, index) => normalized(item, pointerTo(pointer, index), depth + 1, kind));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, normalized(item, pointerTo(pointer, key), depth + 1, kindWithin(kind, key))] as const);
  const { nullable, type } = value;
  const isNullable = kind === 'schema' && nullable === true && (typeof type === 'string' || Array.isArray(type));
  return { ...Object.fromEntries(entries), ...(isNullable && { type: [...new Set([type, 'null'].flat())] }) };
}

function kindWithin(kind: Kind, key: string): Kind {
  if (kind === 'schemas by name') return 'schema';
  return kind === 'schema' && Object.hasOwn(kindOfKeyword, key) ? (kindOfKeyword[key] ?? kind) : kind;
}
