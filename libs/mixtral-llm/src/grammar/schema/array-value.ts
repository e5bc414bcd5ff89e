import { UnsupportedSchemaError } from '../../errors/index.js';
import { choice, type Expression, isNever, never, nothing, sequence } from '../gbnf/expression.js';
import { comma } from '../text/json-text.js';
import {
  type Conjunction,
  countRange,
  type LocatedSchema,
  partWith,
  pointerTo,
  schemaAt,
  type SchemaPart,
} from './json-schema.js';
import { type SchemaContext } from './schema-context.js';

/** Maximum `maxItems`. A larger one is lowered to it: the generated values stay valid. */
export const maximumItems = 10_000;

/**
 * Compiles arrays. A tuple has all its prefix items, unless `maxItems` or `minItems` allows fewer. It has further items
 * only if `items` describes them or `minItems` requires them.
 *
 * @throws {UnsupportedSchemaError}
 */
export function arrayValue(parts: Conjunction, context: SchemaContext, name: string, depth: number): Expression {
  const { rules, limits, compile } = context;
  if (depth >= (limits.depth ?? Infinity)) return never;
  const range = countRange(parts, 'minItems', 'maxItems');
  if (range.min > maximumItems) {
    const place = pointerTo(partWith(parts, 'minItems')?.pointer ?? '', 'minItems');
    throw new UnsupportedSchemaError(place, `a minItems of ${range.min}`, `at most ${maximumItems} can be asked for`);
  }
  const described = parts.map((part) => ({ prefix: readPrefixItems(part), rest: readFurtherItems(part) }));
  const prefixLength = Math.max(0, ...described.map(({ prefix }) => prefix.length));
  const max =
    range.max === Infinity
      ? Math.max(range.min, prefixLength, limits.items ?? Infinity)
      : Math.min(range.max, maximumItems);
  const statesMinimum = parts.some(({ schema }) => schema['minItems'] !== undefined);
  const min = statesMinimum ? range.min : Math.min(prefixLength, range.max);

  const itemAt = (index: number) =>
    compile(
      described.flatMap(({ prefix, rest }) => prefix[index] ?? rest ?? []),
      `${name}-${index + 1}`,
      depth + 1,
    );
  const saysRest = prefixLength === 0 || min > prefixLength || described.some(({ rest }) => rest !== undefined);
  const further = saysRest
    ? compile(
        described.flatMap(({ rest }) => rest ?? []),
        `${name}-item`,
        depth + 1,
      )
    : never;

  /** Compiles the items after the first `count`. */
  const restFrom = (count: number): Expression => {
    const [least, most] = [Math.max(0, min - count), max - count];
    const following = sequence(comma, further);
    if (count > 0) return rules.repeat(`${name}-more`, following, least, most);
    const some = sequence(further, rules.repeat(`${name}-more`, following, Math.max(0, least - 1), most - 1));
    return least === 0 ? choice([some, '']) : some;
  };

  const prefix = Array.from({ length: Math.min(prefixLength, max) }, (_, index) =>
    sequence(index === 0 ? nothing : comma, itemAt(index)),
  );
  const isEnough = prefix.length >= min;
  const after = prefix.length >= max || isNever(further) ? (isEnough ? nothing : never) : restFrom(prefix.length);
  // Each optional item is a rule of its own: nested in each other, their size would be quadratic.
  const optional = prefix
    .slice(min)
    .reduceRight(
      (following, item) => rules.define(`${name}-rest`, choice([sequence(item, following), nothing])),
      after,
    );
  return sequence('[', ...prefix.slice(0, min), optional, ']');
}

/** Reads the schemas of the first items: `prefixItems`, or in draft-07 a list under `items`. */
function readPrefixItems(part: SchemaPart): readonly LocatedSchema[] {
  const keyword = Array.isArray(part.schema['items']) ? 'items' : 'prefixItems';
  const prefix = part.schema[keyword];
  return Array.isArray(prefix) ? prefix.map((_, index) => schemaAt(part, keyword, index)) : [];
}

/** Reads the schema of all further items: `items`, or in draft-07 `additionalItems` beside a list. */
function readFurtherItems(part: SchemaPart): LocatedSchema | undefined {
  const keyword = Array.isArray(part.schema['items']) ? 'additionalItems' : 'items';
  return part.schema[keyword] === undefined ? undefined : schemaAt(part, keyword);
}
