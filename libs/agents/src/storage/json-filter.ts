import { type JsonObject, type JsonValue } from '../contract/json.js';

/** Objects that are nested more deeply match nothing. */
const maximumDepth = 64;

/**
 * Checks whether a value contains another: each field of objects, and each entry of lists, as `@>` of PostgreSQL does. Entries of
 * lists that are objects are compared whole. Takes time in proportion to both values.
 */
export function containsJson(value: JsonValue | undefined, part: JsonValue, depth = 0): boolean {
  if (depth > maximumDepth) return false;
  if (isList(part)) {
    if (!isList(value)) return false;
    const entries = new Set(value.map(toCanonicalText));
    return part.every((entry) => entries.has(toCanonicalText(entry)));
  }
  if (!isObject(part)) return value === part;
  if (!isObject(value)) return false;
  return Object.entries(part).every(
    ([key, wanted]) => Object.hasOwn(value, key) && containsJson(value[key], wanted, depth + 1),
  );
}

/** Compares two values of the same type, where they have an order. */
function isOrdered(left: JsonValue | undefined, right: JsonValue, test: (sign: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return test(left - right);
  if (typeof left === 'string' && typeof right === 'string') return test(left < right ? -1 : left > right ? 1 : 0);
  return false;
}

const operators: Readonly<Record<string, (value: JsonValue | undefined, operand: JsonValue) => boolean>> = {
  $eq: (value, operand) => isEqual(value, operand),
  $ne: (value, operand) => !isEqual(value, operand),
  $gt: (value, operand) => isOrdered(value, operand, (sign) => sign > 0),
  $gte: (value, operand) => isOrdered(value, operand, (sign) => sign >= 0),
  $lt: (value, operand) => isOrdered(value, operand, (sign) => sign < 0),
  $lte: (value, operand) => isOrdered(value, operand, (sign) => sign <= 0),
};

/** Checks the fields of a value against a filter of LangGraph's store. An operator that it does not have matches nothing. */
export function matchesFilter(value: JsonObject, filter: JsonObject): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    const field = Object.hasOwn(value, key) ? value[key] : undefined;
    const isOperation = isObject(wanted) && Object.keys(wanted).some((name) => name.startsWith('$'));
    if (!isOperation) return containsJson(field, wanted);
    return Object.entries(wanted).every(
      ([name, operand]) => Object.hasOwn(operators, name) && operators[name]?.(field, operand) === true,
    );
  });
}

/** The most words of a query. */
const maximumWords = 32;

/** Checks whether the texts in a value contain each word of a query, in any case of letters. */
export function containsWords(value: JsonValue, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/u, maximumWords).filter(Boolean);
  const text = listTexts(value).join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

function listTexts(value: JsonValue): string[] {
  const texts: string[] = [];
  // No recursion: the depth of a value is its writer's choice.
  const remaining: JsonValue[] = [value];
  while (remaining.length > 0) {
    const next = remaining.pop();
    if (typeof next === 'string') texts.push(next);
    else if (typeof next === 'number') texts.push(`${next}`);
    else if (typeof next === 'object' && next !== null) {
      for (const entry of Object.values(next) as JsonValue[]) remaining.push(entry);
    }
  }
  return texts;
}

function isEqual(left: JsonValue | undefined, right: JsonValue): boolean {
  return left !== undefined && toCanonicalText(left) === toCanonicalText(right);
}

/** Writes a value as JSON with sorted keys, so that equal values have equal texts. */
function toCanonicalText(value: JsonValue): string {
  return JSON.stringify(value, (_, entry: JsonValue) =>
    isObject(entry) ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) : entry,
  );
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
