import {
  anyCodePoint,
  type CodePoints,
  codePoints,
  toCodePoints,
  intersection,
  union,
  without,
} from '../gbnf/code-points.js';
import { between, choice, type Expression, oneOf, sequence, text } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { spendWork } from '../limits/work-budget.js';
import { type Automaton, type AutomatonState } from './automaton.js';

const controls = codePoints([[0, 0x1f]]);
const marks = toCodePoints('"\\');

/** Code points that stand for themselves in a JSON string. */
export const plainCharacters: CodePoints = without(anyCodePoint, union(controls, marks));

/**
 * Planes 4 to 13, where no character was ever assigned: no text has the bytes that begin them in UTF-8, and so a vocabulary of
 * bytes may lack them (SmolLM2's has no F1 and no F2). An escape says the same and can always be written.
 */
const unassigned = codePoints([[0x40000, 0xdffff]]);

/** A value in JSON that every vocabulary can write. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u{40000}-\u{dffff}]/gu, escaped);
}

/** One character of a JSON string, in any form that JSON has for it. A pair of surrogates is one, as it is one code point. */
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

/** One character of a set as it stands in a JSON string, in a form that every vocabulary can write. */
export function toJsonCharacter(set: CodePoints): Expression {
  spendWork(10 * set.length);
  const plain = intersection(set, plainCharacters);
  const special = intersection(set, union(controls, marks)).flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, offset) =>
      JSON.stringify(String.fromCodePoint(from + offset)).slice(1, -1),
    ),
  );
  const isWritable = special.length > 0 || without(plain, unassigned).length > 0;
  // One character of each range will do: what is generated is valid still.
  if (!isWritable) return choice(plain.map(([from]) => text(escaped(String.fromCodePoint(from)))));
  return choice([...(plain.length > 0 ? [oneOf(plain)] : []), ...special.map(text)]);
}

/** A character outside the basic plane as JSON escapes its two units. */
function escaped(character: string): string {
  return [character.charCodeAt(0), character.charCodeAt(1)].map((unit) => `\\u${unit.toString(16)}`).join('');
}

/**
 * The texts of an automaton: a rule for each state, which llama.cpp follows with one state of its own.
 *
 * @param characterOf how a character of a set is written
 */
export function automatonText(
  rules: GrammarRules,
  name: string,
  automaton: Automaton,
  characterOf: (set: CodePoints) => Expression,
): Expression {
  const names = automaton.map(() => rules.reserve(name));
  for (const [number, { isAccepting, transitions }] of automaton.entries()) {
    const ways = transitions.map(({ on, to }) => {
      const isLast = (automaton[to] as AutomatonState).transitions.length === 0;
      return isLast ? characterOf(on) : sequence(characterOf(on), names[to] as Expression);
    });
    rules.set(names[number] as (typeof names)[number], choice([...ways, ...(isAccepting ? [''] : [])]));
  }
  return names[0] as Expression;
}
