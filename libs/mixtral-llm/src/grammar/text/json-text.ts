import {
  anyCodePoint,
  type CodePoints,
  codePoints,
  toCodePoints,
  intersection,
  union,
  difference,
} from '../gbnf/code-points.js';
import { between, choice, type Expression, oneOf, optional, sequence, text } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { spendWork } from '../limits/work-budget.js';
import { type Automaton, type AutomatonState } from './automaton.js';

/** Allows at most one space. With free white space, some models write spaces without end. */
const space: Expression = optional(text(' '));

/** Separates two members or items. */
export const comma: Expression = sequence(',', space);

/** Separates a name from its value. */
export const colon: Expression = sequence(':', space);

const controls = codePoints([[0, 0x1f]]);
const specialMarks = toCodePoints('"\\');

/** Code points that need no escape in a JSON string. */
export const plainCharacters: CodePoints = difference(anyCodePoint, union(controls, specialMarks));

/**
 * Code points of planes 4 to 13, where no character is assigned. A vocabulary of bytes may lack the bytes that begin
 * them in UTF-8 (SmolLM2's has no F1 and no F2). Their JSON escapes mean the same and consist of ASCII.
 */
const unassigned = codePoints([[0x40000, 0xdffff]]);

/** Writes a value as JSON that every vocabulary can write. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u{40000}-\u{dffff}]/gu, escapePair);
}

/** Matches one character of a JSON string, plain or escaped. A pair of surrogates counts as one character. */
export function anyJsonCharacter(rules: GrammarRules): Expression {
  const hex = rules.define('hex', between('09', 'AF', 'af'));
  const surrogatePair = sequence(
    between('DD', 'dd'),
    between('89', 'AB', 'ab'),
    hex,
    hex,
    '\\u',
    between('DD', 'dd'),
    between('CF', 'cf'),
    hex,
    hex,
  );
  const otherUnit = choice([
    sequence(between('09', 'AC', 'EF', 'ac', 'ef'), hex, hex, hex),
    sequence(between('DD', 'dd'), between('07'), hex, hex),
  ]);
  const escape = choice([oneOf(toCodePoints('"\\/bfnrt')), sequence('u', choice([otherUnit, surrogatePair]))]);
  return rules.define('character', choice([oneOf(plainCharacters), sequence('\\', rules.define('escape', escape))]));
}

/** Matches one character of a set in a JSON string, in a form that every vocabulary can write. */
export function toJsonCharacter(set: CodePoints): Expression {
  spendWork(10 * set.length);
  const plain = intersection(set, plainCharacters);
  const special = intersection(set, union(controls, specialMarks)).flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, offset) =>
      JSON.stringify(String.fromCodePoint(from + offset)).slice(1, -1),
    ),
  );
  const isWritable = special.length > 0 || difference(plain, unassigned).length > 0;
  // One character of each range is enough, since any subset generates valid values.
  if (!isWritable) return choice(plain.map(([from]) => text(escapePair(String.fromCodePoint(from)))));
  return choice([...(plain.length > 0 ? [oneOf(plain)] : []), ...special.map(text)]);
}

/** Escapes both surrogates of a character outside the basic plane. */
function escapePair(character: string): string {
  return [character.charCodeAt(0), character.charCodeAt(1)].map((unit) => `\\u${unit.toString(16)}`).join('');
}

/**
 * Matches the texts of an automaton. Each state is a rule, and llama.cpp follows it with one state of its own.
 *
 * @param toCharacter writes a character of a set
 */
export function automatonText(
  rules: GrammarRules,
  name: string,
  automaton: Automaton,
  toCharacter: (set: CodePoints) => Expression,
): Expression {
  const names = automaton.map(() => rules.reserve(name));
  for (const [number, { isAccepting, transitions }] of automaton.entries()) {
    const alternatives = transitions.map(({ on, to }) => {
      const isLast = (automaton[to] as AutomatonState).transitions.length === 0;
      return isLast ? toCharacter(on) : sequence(toCharacter(on), names[to] as Expression);
    });
    rules.set(names[number] as (typeof names)[number], choice([...alternatives, ...(isAccepting ? [''] : [])]));
  }
  return names[0] as Expression;
}
