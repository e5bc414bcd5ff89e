import { UnsupportedSchemaError } from '../../errors/index.js';
import { type Expression, never, sequence } from '../gbnf/expression.js';
import { type Automaton, AutomatonTooLargeError, intersect, limitLength, withoutDeadEnds } from '../text/automaton.js';
import { anyJsonCharacter, automatonText, toJsonCharacter } from '../text/json-text.js';
import { parsePattern, PatternNotRegularError } from '../text/parse-pattern.js';
import { stringFormats } from '../text/string-formats.js';
import { type Conjunction, countRange, pointerTo, type SchemaPart, stringAt } from './json-schema.js';
import { type SchemaContext } from './schema-context.js';

/** Maximum `maxLength`. A larger one is lowered to it: the generated values stay valid. */
export const maximumStringLength = 100_000;

/** Largest length to bound together with a pattern, which takes a rule for each position. */
const maximumPatternStringLength = 2000;

/** Compiles strings that satisfy a length, patterns and formats. @throws {UnsupportedSchemaError} */
export function stringValue(parts: Conjunction, { rules, limits }: SchemaContext): Expression {
  const { min, max } = countRange(parts, 'minLength', 'maxLength');
  if (min > max) return never;
  if (min > maximumStringLength) {
    throw new UnsupportedSchemaError(
      findPointer(parts, 'minLength'),
      `a minLength of ${min}`,
      `at most ${maximumStringLength} can be asked for`,
    );
  }
  const restrictions = parts
    .flatMap(({ schema }) => [schema['pattern'], schema['format']])
    .filter((value) => value !== undefined);
  if (restrictions.length === 0) {
    const longest =
      max === Infinity ? Math.max(min, limits.stringLength ?? Infinity) : Math.min(max, maximumStringLength);
    return rules.define('text', sequence('"', rules.repeat('character', anyJsonCharacter(rules), min, longest), '"'));
  }
  return rules.once(`string ${JSON.stringify([restrictions, min, max])}`, () => {
    const automata = parts.flatMap((part) => [...readPattern(part), ...readFormat(part)]);
    const automaton = withSizeError(parts, () => {
      const limited =
        max === Infinity && limits.stringLength !== undefined
          ? intersectAll(automata, min, Math.max(min, limits.stringLength))
          : undefined;
      // A limit is meant for strings without an end of their own. It is dropped where it would exclude every string.
      return limited ?? intersectAll(automata, min, max);
    });
    return automaton ? sequence('"', automatonText(rules, 'text', automaton, toJsonCharacter), '"') : never;
  });
}

/** Accepts the texts of all automata within a length; undefined when there are none. */
function intersectAll(automata: readonly Automaton[], min: number, max: number): Automaton | undefined {
  const all = withoutDeadEnds(automata.reduce(intersect));
  if (all === undefined || (min === 0 && max === Infinity)) return all;
  return withoutDeadEnds(
    limitLength(all, min, max === Infinity ? max : Math.max(min, Math.min(max, maximumPatternStringLength))),
  );
}

function readPattern(part: SchemaPart): readonly Automaton[] {
  const pattern = stringAt(part, 'pattern');
  if (pattern === undefined) return [];
  try {
    return [withSizeError([part], () => parsePattern(pattern))];
  } catch (error) {
    if (!(error instanceof PatternNotRegularError)) throw error;
    throw new UnsupportedSchemaError(
      pointerTo(part.pointer, 'pattern'),
      `the pattern ${JSON.stringify(pattern)} (${error.message})`,
      'write it with characters, classes, groups, alternatives, quantifiers, ^ and $ only',
    );
  }
}

function readFormat(part: SchemaPart): readonly Automaton[] {
  const format = stringAt(part, 'format');
  if (format === undefined) return [];
  const pattern = stringFormats.get(format);
  if (pattern !== undefined) return [parsePattern(pattern)];
  throw new UnsupportedSchemaError(
    pointerTo(part.pointer, 'format'),
    `the format ${JSON.stringify(format)}`,
    `use ${[...stringFormats.keys()].join(', ')}, or a pattern`,
  );
}

function withSizeError<Result>(parts: Conjunction, build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof AutomatonTooLargeError)) throw error;
    throw new UnsupportedSchemaError(
      findPointer(parts, 'pattern'),
      'a pattern that needs too large a grammar',
      'use smaller counts in it, or smaller lengths',
    );
  }
}

function findPointer(parts: Conjunction, keyword: string): string {
  return pointerTo(parts.find(({ schema }) => schema[keyword] !== undefined)?.pointer ?? '', keyword);
}
