import { isReplacement } from '../redaction/placeholder-name.js';
import { mapChanged } from './map-changed.js';

/** A JSON Schema, as far as it is read here. */
interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: unknown;
  readonly format?: unknown;
  readonly properties?: unknown;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly prefixItems?: unknown;
}

/** Deeper values and longer chains of references keep their replacements. */
const maximumSteps = 200;

/** The most visits of a value by a schema. Branches that refer to each other would need a number that grows exponentially. */
const maximumVisits = 20_000;

/**
 * Changes the replacements in redacted arguments of a tool to values that the tool's JSON Schema accepts. Without that, a tool would
 * refuse the call.
 *
 * - A number becomes the number nearest to 0 within the bounds of the schema.
 * - An `email` becomes an address of the reserved domain `redacted.invalid`, a `uri` a page of it.
 * - An `ipv4` or `ipv6` becomes an address that is reserved for documentation, a `uuid` the nil UUID.
 * - Anything else keeps its replacement, also where a schema asks for another format, a pattern, a length or a listed value.
 */
export function fitToSchema(value: unknown, schema: unknown): unknown {
  return fit(value, schema, { root: schema, steps: maximumSteps, budget: { visits: maximumVisits } });
}

interface Place {
  readonly root: unknown;
  /** The levels and references that may still be followed. */
  readonly steps: number;
  /** The visits that are left, for the whole value. */
  readonly budget: { visits: number };
}

function fit(value: unknown, schema: unknown, { root, steps, budget }: Place): unknown {
  const place = { root, steps: steps - 1, budget };
  budget.visits -= 1;
  if (budget.visits < 0 || steps === 0 || !isSchema(schema)) return value;
  if (typeof schema['$ref'] === 'string') return fit(value, resolveReference(schema['$ref'], root), place);
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => (Array.isArray(schema[name]) ? schema[name] : []));
  if (branches.length > 0) return fitToBranches(value, schema, branches as readonly unknown[], place);
  if (typeof value === 'string') return isReplacement(value) ? toValidValue(value, schema) : value;
  if (Array.isArray(value)) {
    const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as readonly unknown[]) : [];
    return mapChanged(value as readonly unknown[], (item, index) => fit(item, prefix[index] ?? schema.items, place));
  }
  if (typeof value !== 'object' || value === null) return value;
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const names = Object.keys(value);
  const fitted = mapChanged(Object.values(value) as readonly unknown[], (item, index) => {
    const name = names[index] ?? '';
    return fit(item, Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties, place);
  });
  return fitted.every((item, index) => item === (value as Record<string, unknown>)[names[index] ?? ''])
    ? value
    : Object.fromEntries(fitted.map((item, index) => [names[index], item]));
}

/** Fits a value to the schema itself and to its branches. A branch that takes any text leaves a replacement as it is. */
function fitToBranches(value: unknown, schema: JsonSchema, branches: readonly unknown[], place: Place): unknown {
  const { anyOf: _any, oneOf: _one, allOf: _all, ...own } = schema;
  const fitted = fit(value, own, place);
  if (fitted !== value) return fitted;
  const results = branches.map((branch) => fit(value, branch, place));
  const takesText = branches.some(
    (branch) => isSchema(branch) && branch.type === 'string' && branch.format === undefined,
  );
  return typeof value === 'string' && takesText ? value : (results.find((result) => result !== value) ?? value);
}

function isSchema(schema: unknown): schema is JsonSchema {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema);
}

/** Finds the schema of a reference within the same document. */
function resolveReference(reference: string, root: unknown): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let found = root;
  for (const part of reference.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isSchema(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function toValidValue(replacement: string, schema: JsonSchema): unknown {
  const types = Array.isArray(schema.type) ? (schema.type as readonly unknown[]) : [schema.type];
  if (types.includes('string') || schema.type === undefined) return toValidText(replacement, schema.format);
  return types.includes('number') || types.includes('integer') ? toNearestNumber(schema) : replacement;
}

function toValidText(replacement: string, format: unknown): string {
  const name = /[A-Z0-9_]+/.exec(replacement)?.[0] ?? 'REDACTED';
  switch (format) {
    case 'email':
    case 'idn-email':
      return `${name.toLowerCase()}@redacted.invalid`;
    case 'uri':
    case 'url':
    case 'iri':
      return `https://redacted.invalid/${name}`;
    case 'ipv4':
      return '192.0.2.1';
    case 'ipv6':
      return '2001:db8::1';
    case 'uuid':
      return '00000000-0000-0000-0000-000000000000';
    default:
      return replacement;
  }
}

/** Finds the number nearest to 0 within the bounds of a schema. */
function toNearestNumber(schema: JsonSchema): number {
  const read = (name: string, otherwise: number): number =>
    typeof schema[name] === 'number' ? schema[name] : otherwise;
  const step = read('multipleOf', schema.type === 'integer' ? 1 : 0);
  const [least, above] = [read('minimum', -Infinity), read('exclusiveMinimum', -Infinity)];
  const [most, below] = [read('maximum', Infinity), read('exclusiveMaximum', Infinity)];
  if (least <= 0 && above < 0 && most >= 0 && below > 0) return 0;
  // Towards the other bound, so that a narrow range is not left.
  if (least > 0 || above >= 0) {
    const bound = Math.max(least, above);
    if (step > 0) return (above >= least ? Math.floor(bound / step) + 1 : Math.ceil(bound / step)) * step;
    return above >= least ? Math.min(bound + 1, (bound + Math.min(most, below)) / 2) : bound;
  }
  const bound = Math.min(most, below);
  if (step > 0) return (below <= most ? Math.ceil(bound / step) - 1 : Math.floor(bound / step)) * step;
  return below <= most ? Math.max(bound - 1, (bound + Math.max(least, above)) / 2) : bound;
}
