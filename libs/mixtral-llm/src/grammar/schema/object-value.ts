import { UnsupportedSchemaError } from '../../errors/index.js';
import { choice, type Expression, never, nothing, sequence, text } from '../gbnf/expression.js';
import { allTextsExcept, limitLength } from '../text/automaton.js';
import {
  anyJsonCharacter,
  automatonText,
  colon,
  comma,
  plainCharacters,
  toJsonCharacter,
  toJsonText,
} from '../text/json-text.js';
import { maximumNameLength } from './any-value.js';
import { type Conjunction, countRange, partWith, pointerTo } from './json-schema.js';
import { findFreePropertySchemas, listNamedProperties, listPropertyNames } from './object-properties.js';
import { type SchemaContext } from './schema-context.js';

/** Limit of named properties of one object. */
const maximumNamedProperties = 1000;

/**
 * Maximum free properties of one object. A larger `maxProperties` is lowered to it: the generated values stay valid.
 */
const maximumFreeProperties = 1000;

/**
 * Compiles objects: named properties in the declared order, then free ones, where a part asks for them (see
 * `findFreePropertySchemas`).
 *
 * @throws {UnsupportedSchemaError}
 */
export function objectValue(parts: Conjunction, context: SchemaContext, name: string, depth: number): Expression {
  const { rules, limits, document, compile } = context;
  if (depth >= (limits.depth ?? Infinity)) return never;
  const { min, max } = countRange(parts, 'minProperties', 'maxProperties');
  const properties = listNamedProperties(parts, document);
  if (properties.length > maximumNamedProperties) {
    const place = pointerTo(partWith(parts, 'properties')?.pointer ?? '', 'properties');
    throw new UnsupportedSchemaError(
      place,
      `${properties.length} properties`,
      `name ${maximumNamedProperties} at most`,
    );
  }
  const members = properties.map(({ name: key, isRequired, schemas }) => ({
    isRequired,
    member: sequence(text(toJsonText(key)), colon, compile(schemas, `${name}-${key}`, depth + 1)),
  }));
  const freeSchemas = findFreePropertySchemas(parts);
  const knownNames = [...listPropertyNames(parts), ...properties.map((property) => property.name)];
  const free =
    freeSchemas && sequence(freeName(knownNames, context), colon, compile(freeSchemas, `${name}-value`, depth + 1));

  // Counts above this one lead to the same rules.
  const counted = max === Infinity ? Math.max(min, 1) : max;
  const known = new Map<string, Expression>();
  /** Compiles the properties from `index` on, after `count` properties. */
  const from = (index: number, count: number): Expression => {
    const key = `${index} ${count}`;
    const result = known.get(key) ?? rules.define(`${name}-rest`, following(index, count));
    known.set(key, result);
    return result;
  };
  const following = (index: number, count: number): Expression => {
    const property = members[index];
    if (property === undefined) return last(count);
    const next = Math.min(count + 1, counted);
    const present = count >= max ? never : sequence(separator(count), property.member, from(index + 1, next));
    return choice([present, ...(property.isRequired ? [] : [from(index + 1, count)])]);
  };
  const last = (count: number): Expression => {
    const least = Math.max(0, min - count);
    const most = Math.min(max - count, limits.items ?? (max === Infinity ? Infinity : maximumFreeProperties));
    if (free === undefined || most === 0) return least === 0 ? nothing : never;
    if (least > 1) {
      // Free names may repeat, and a validator counts repeated ones once.
      const place = pointerTo(partWith(parts, 'minProperties')?.pointer ?? '', 'minProperties');
      throw new UnsupportedSchemaError(place, `a minProperties of ${min}`, 'name the properties, or ask for 1 at most');
    }
    const more = rules.repeat(`${name}-more`, sequence(comma, free), 0, most - 1);
    const some = sequence(separator(count), free, more);
    return least === 0 ? choice([some, '']) : some;
  };
  return sequence('{', from(0, 0), '}');
}

function separator(count: number): Expression {
  return count === 0 ? nothing : comma;
}

/** Compiles a quoted name that is none of the known ones. It has no escapes, which could spell a known name. */
function freeName(known: readonly string[], { rules, limits }: SchemaContext): Expression {
  const longest = limits.stringLength ?? maximumNameLength;
  if (known.length === 0) return sequence('"', rules.repeat('character', anyJsonCharacter(rules), 0, longest), '"');
  const names = allTextsExcept([...new Set(known)], plainCharacters);
  // A bound on the length multiplies the states, so there is one only where a limit asks for it.
  const bounded = limits.stringLength === undefined ? names : limitLength(names, 0, longest);
  return sequence('"', automatonText(rules, 'name', bounded, toJsonCharacter), '"');
}
