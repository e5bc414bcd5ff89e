import { UnsupportedSchemaError } from '../../errors/index.js';
import { type Expression, never, sequence } from '../gbnf/expression.js';
import { type Automaton, AutomatonTooLargeError, intersect, limitLength, withoutDeadEnds } from '../text/automaton.js';
import { anyJsonCharacter, automatonText, toJsonCharacter } from '../text/json-text.js';
import { parsePattern, PatternNotRegularError } from '../text/parse-pattern.js';
import { stringFormats } from '../text/string-formats.js';
import { type Conjunction } from './alternatives.js';
import { countRange, pointerTo, type SchemaPart, stringAt } from './json-schema.js';
import { type SchemaContext } from './schema-context.js';

/** Longest string that is bounded as asked. A larger maxLength becomes this one: what is generated is valid still. */
const longestString = 100_000;

/** Longest string that is bounded together with a pattern, which takes a rule for each place. */
const longestPatternString = 2000;

/** Strings of a length, and of patterns and formats, all of which must hold. @throws {UnsupportedSchemaError} */
export function stringValue(parts: Conjunction, { rules, limits }: SchemaContext): Expression {
  const { min, max } = countRange(parts, 'minLength', 'maxLength');
  if (min > max) return never;
  if (min > longestString) {
    throw new UnsupportedSchemaError(
      pointerOf(parts, 'minLength'),
      `a minLength of ${min}`,
      `at most ${longestString} can be asked for`,
    );
  }
  const restrictions = parts
    .flatMap(({ schema }) => [schema['pattern'], schema['format']])
    .filter((value) => value !== undefined);
  if (restrictions.length === 0) {
    const longest = max === Infinity ? Math.max(min, limits.stringLength ?? Infinity) : Math.min(max, longestString);
    return rules.define('text', sequence('"', rules.repeat('character', anyJsonCharacter(rules), min, longest), '"'));
  }
  return rules.once(`string ${JSON.stringify([restrictions, min, max])}`, () => {
    const automata = parts.flatMap((part) => [...patternOf(part), ...formatOf(part)]);
    const automaton = tooLarge(parts, () => {
      const limited =
        max === Infinity && limits.stringLength !== undefined
          ? combined(automata, min, Math.max(min, limits.stringLength))
          : undefined;
      // A limit is there for what has no end of its own; it never excludes everything.
      return limited ?? combined(automata, min, max);
    });
    return automaton ? sequence('"', automatonText(rules, 'text', automaton, toJsonCharacter), '"') : never;
  });
}

/** What all accept, in a length; undefined when there is no such text. */
function combined(automata: readonly Automaton[], min: number, max: number): Automaton | undefined {
  const all = withoutDeadEnds(automata.reduce(intersect));
  if (all === undefined || (min === 0 && max === Infinity)) return all;
  return withoutDeadEnds(
    limitLength(all, min, max === Infinity ? max : Math.max(min, Math.min(max, longestPatternString))),
  );
}

function patternOf(part: SchemaPart): readonly Automaton[] {
  const pattern = stringAt(part, 'pattern');
  if (pattern === undefined) return [];
  try {
    return [tooLarge([part], () => parsePattern(pattern))];
  } catch (error) {
    if (!(error instanceof PatternNotRegularError)) throw error;
    throw new UnsupportedSchemaError(
      pointerTo(part.pointer, 'pattern'),
      `the pattern ${JSON.stringify(pattern)} (${error.message})`,
      'write it with characters, classes, groups, alternatives, quantifiers, ^ and $ only',
    );
  }
}

function formatOf(part: SchemaPart): readonly Automaton[] {
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

function tooLarge<Result>(parts: Conjunction, build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof AutomatonTooLargeError)) throw error;
    throw new UnsupportedSchemaError(
      pointerOf(parts, 'pattern'),
      'a pattern that needs too large a grammar',
      'use smaller counts in it, or smaller lengths',
    );
  }
}

function pointerOf(parts: Conjunction, keyword: string): string {
  return pointerTo(parts.find(({ schema }) => schema[keyword] !== undefined)?.pointer ?? '', keyword);
}
