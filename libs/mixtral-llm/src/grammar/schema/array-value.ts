import { UnsupportedSchemaError } from '../../errors.js';
import { choice, type Expression, isNever, never, nothing, sequence } from '../gbnf/expression.js';
import { comma } from '../text/separators.js';
import { type Conjunction } from './alternatives.js';
import { countRange, type LocatedSchema, partWith, pointerTo, schemaAt, type SchemaPart } from './json-schema.js';
import { type SchemaContext } from './schema-context.js';

/** Longest array that is bounded as asked. A larger maxItems becomes this one: what is generated is valid still. */
const longestArray = 10_000;

/**
 * Arrays with so many items. A tuple is whole: it has all its prefix items unless `maxItems` cuts it or `minItems` allows
 * less; and it has no others unless `items` says what they are, or `minItems` asks for them.
 *
 * @throws {UnsupportedSchemaError}
 */
export function arrayValue(parts: Conjunction, context: SchemaContext, name: string, depth: number): Expression {
  const { rules, limits, compile } = context;
  if (depth >= (limits.depth ?? Infinity)) return never;
  const range = countRange(parts, 'minItems', 'maxItems');
  if (range.min > longestArray) {
    const place = pointerTo(partWith(parts, 'minItems')?.pointer ?? '', 'minItems');
    throw new UnsupportedSchemaError(place, `a minItems of ${range.min}`, `at most ${longestArray} can be asked for`);
  }
  const prefixLength = Math.max(0, ...parts.map((part) => prefixOf(part).length));
  const max = range.max === Infinity ? Math.max(range.min, prefixLength, limits.items ?? Infinity) : Math.min(range.max, longestArray);
  const statesMinimum = parts.some(({ schema }) => schema['minItems'] !== undefined);
  const min = statesMinimum ? range.min : Math.min(prefixLength, range.max);

  const itemAt = (index: number) => compile(parts.flatMap((part) => prefixOf(part)[index] ?? restOf(part) ?? []), `${name}-${index + 1}`, depth + 1);
  const saysRest = prefixLength === 0 || min > prefixLength || parts.some((part) => restOf(part) !== undefined);
  const rest = saysRest ? compile(parts.flatMap((part) => restOf(part) ?? []), `${name}-item`, depth + 1) : never;

  /** What follows the first `count` items. */
  const from = (count: number): Expression => {
    const separator = count === 0 ? nothing : comma;
    const end = count >= min ? nothing : never;
    if (count >= max) return end;
    if (count >= prefixLength) return isNever(rest) ? end : restFrom(count);
    return choice([sequence(separator, itemAt(count), from(count + 1)), end]);
  };
  const restFrom = (count: number): Expression => {
    const [least, most] = [Math.max(0, min - count), max - count];
    const following = sequence(comma, rest);
    if (count > 0) return rules.repeat(`${name}-more`, following, least, most);
    const some = sequence(rest, rules.repeat(`${name}-more`, following, Math.max(0, least - 1), most - 1));
    return least === 0 ? choice([some, '']) : some;
  };
  return sequence('[', from(0), ']');
}

/** The schemas of the first items: `prefixItems`, or in draft-07 a list under `items`. */
function prefixOf(part: SchemaPart): readonly LocatedSchema[] {
  const keyword = Array.isArray(part.schema['items']) ? 'items' : 'prefixItems';
  const prefix = part.schema[keyword];
  return Array.isArray(prefix) ? prefix.map((_, index) => schemaAt(part, keyword, index)) : [];
}

/** The schema of all further items: `items`, or in draft-07 `additionalItems` beside a list. */
function restOf(part: SchemaPart): LocatedSchema | undefined {
  const keyword = Array.isArray(part.schema['items']) ? 'additionalItems' : 'items';
  return part.schema[keyword] === undefined ? undefined : schemaAt(part, keyword);
}
