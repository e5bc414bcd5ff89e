import { spendWork } from '../limits/work-budget.js';
import { isObject, type JsonSchema, type Keywords } from '../schema/json-schema.js';
import { isNeverSchema } from '../schema/refused-keywords.js';
import { maximumItems } from '../schema/array-value.js';
import { maximumStringLength } from '../schema/string-value.js';
import { AutomatonTooLargeError } from '../text/automaton.js';
import { maximumDivisor } from '../text/number-text.js';
import { parsePattern, PatternNotRegularError } from '../text/parse-pattern.js';
import { stringFormats } from '../text/string-formats.js';

/** Called with a schema of the source, and a keyword of it that is left out or widened. */
type OnRelaxed = (schema: Keywords, keyword: string) => void;

/** Tells which values of a keyword no grammar can enforce. */
const inexpressible: Readonly<Record<string, (value: unknown) => boolean>> = {
  not: (value) => !isNeverSchema(value),
  ...{ if: () => true, then: () => false, else: () => false },
  dependentRequired: isNotEmpty,
  dependentSchemas: isNotEmpty,
  patternProperties: isNotEmpty,
  contains: (value) => value !== true,
  ...{ minContains: () => false, maxContains: () => false },
  uniqueItems: (value) => value === true,
  unevaluatedItems: (value) => value !== true,
  unevaluatedProperties: (value) => value !== true,
  propertyNames: (value) => value !== true && !(isObject(value) && Array.isArray(value['enum'])) && !isTypeOnly(value),
  format: (value) => !stringFormats.has(String(value)),
  pattern: (value) => !isRegular(String(value)),
  multipleOf: (value) => !Number.isInteger(value) || Number(value) > maximumDivisor,
  minLength: (value) => Number(value) > maximumStringLength,
  minItems: (value) => Number(value) > maximumItems,
};

/** Keywords that no grammar needs beside those that are left out. */
const followers = new Set(['then', 'else', 'minContains', 'maxContains']);

const schemaKeywords = new Set(['items', 'additionalProperties', 'propertyNames']);
const listKeywords = new Set(['allOf', 'anyOf', 'prefixItems']);
const namedKeywords = new Set(['properties', '$defs']);

/**
 * Widens a read schema to one with keywords only that a grammar can enforce. Values that satisfied it satisfy the result.
 *
 * The result shares no object with the source but listed values, so that it may be changed.
 */
export function relaxKeywords(schema: JsonSchema, onRelaxed: OnRelaxed, onCopied: OnCopied): JsonSchema {
  spendWork(1);
  if (typeof schema === 'boolean') return schema;
  const relaxWithin = (inner: unknown): JsonSchema => relaxKeywords(inner as JsonSchema, onRelaxed, onCopied);
  const relaxed: Record<string, unknown> = {};
  const alternatives: JsonSchema[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (followers.has(keyword)) continue;
    if (Object.hasOwn(inexpressible, keyword) && inexpressible[keyword]?.(value)) {
      onRelaxed(schema, keyword);
    } else if (keyword === 'oneOf') {
      // A grammar of the branches together, since relaxed branches overlap where exact ones do not.
      onRelaxed(schema, keyword);
      const branches = { anyOf: (value as readonly unknown[]).map(relaxWithin) };
      onCopied(branches, schema);
      alternatives.push(branches);
    } else if (schemaKeywords.has(keyword)) relaxed[keyword] = relaxWithin(value);
    else if (listKeywords.has(keyword)) relaxed[keyword] = (value as readonly unknown[]).map(relaxWithin);
    else if (namedKeywords.has(keyword)) {
      const named = Object.entries(value as Keywords).map(([name, inner]) => [name, relaxWithin(inner)] as const);
      relaxed[keyword] = Object.fromEntries(named);
    } else if (keyword !== 'patternProperties') relaxed[keyword] = value;
  }
  if (alternatives.length > 0)
    relaxed['allOf'] = [...((relaxed['allOf'] as JsonSchema[] | undefined) ?? []), ...alternatives];
  const patterns = Object.values((schema['patternProperties'] as Keywords | undefined) ?? {});
  // Names that match a pattern count as additional ones now.
  if (patterns.length > 0 && relaxed['additionalProperties'] !== undefined)
    relaxed['additionalProperties'] = { anyOf: [relaxed['additionalProperties'], ...patterns.map(relaxWithin)] };
  onCopied(relaxed, schema);
  return relaxed;
}

/** Called with each schema of the result, and the one of the source from which it comes. */
type OnCopied = (copy: object, source: object) => void;

function isNotEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

function isTypeOnly(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.keys(value).every((keyword) => keyword === 'type') &&
    (value['type'] ?? 'string') === 'string'
  );
}

/** Tells whether a pattern has an automaton. */
function isRegular(pattern: string): boolean {
  try {
    parsePattern(pattern);
    return true;
  } catch (error) {
    if (error instanceof PatternNotRegularError || error instanceof AutomatonTooLargeError) return false;
    throw error;
  }
}
