import { between, choice, type Expression, never, optional, oneOf, repeated, sequence } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { type Automaton, intersect, withoutDeadEnds } from './automaton.js';
import { decimalAutomaton, type DecimalShape, multiplesAutomaton } from './decimal-automaton.js';
import { automatonText } from './json-text.js';

/** Digits that every double keeps: numbers are generated with no more, and so end. */
const exactDigits = 15;

/** Digits before the point where only one bound is given, or none. */
const usualIntegerDigits = 10;

/** What a number must satisfy. */
export interface NumberBounds {
  readonly isInteger: boolean;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  /** Positive integers, at most `largestDivisor`. */
  readonly divisors?: readonly number[];
}

/** An automaton has a state for each remainder. */
export const largestDivisor = 1000;

/**
 * A JSON number within bounds, of at most 15 digits; only a number without bounds may have an exponent, of two digits.
 * `never` when no such number is within the bounds.
 */
export function numberText(rules: GrammarRules, bounds: NumberBounds): Expression {
  return rules.once(`number ${JSON.stringify(bounds)}`, () => boundedText(rules, bounds));
}

function boundedText(rules: GrammarRules, bounds: NumberBounds): Expression {
  const limits = limitsOf(bounds);
  const { isInteger, divisors = [] } = bounds;
  if (limits.length === 0 && divisors.length === 0) return isInteger ? anyInteger(rules) : anyNumber(rules);
  const shape = shapeFor(isInteger, limits);
  // Without limits the order does not matter: every shape of number is wanted.
  const parts = [...limits, ...(limits.length === 0 ? [{ value: 0, orders: [-1, 0, 1] }] : [])];
  const automata = [
    ...parts.map(({ value, orders }) => decimalAutomaton(shape, value, orders)),
    ...divisors.map(multiplesAutomaton),
  ];
  const automaton = withoutDeadEnds(automata.reduce((one, other) => intersect(one, other)) as Automaton);
  return automaton ? automatonText(rules, isInteger ? 'integer' : 'number', automaton, oneOf) : never;
}

function anyInteger(rules: GrammarRules): Expression {
  return rules.define(
    'any-integer',
    choice(['0', sequence(optional(sequence('-')), between('19'), repeated(between('09'), 0, exactDigits - 1))]),
  );
}

function anyNumber(rules: GrammarRules): Expression {
  const digit = between('09');
  const integer = choice(['0', sequence(between('19'), repeated(digit, 0, exactDigits - 1))]);
  const fraction = optional(sequence('.', repeated(digit, 1, exactDigits)));
  const exponent = optional(sequence(between('EE', 'ee'), optional(between('++', '--')), repeated(digit, 1, 2)));
  return rules.define('any-number', sequence(optional(sequence('-')), integer, fraction, exponent));
}

interface Limit {
  readonly value: number;
  /** How a number may compare with the value. */
  readonly orders: readonly number[];
}

function limitsOf(bounds: NumberBounds): readonly Limit[] {
  const limits = [
    { value: bounds.minimum, orders: [0, 1] },
    { value: bounds.exclusiveMinimum, orders: [1] },
    { value: bounds.maximum, orders: [-1, 0] },
    { value: bounds.exclusiveMaximum, orders: [-1] },
  ].flatMap(({ value, orders }): readonly Limit[] => (value === undefined ? [] : [{ value, orders }]));
  // What 15 digits cannot pass is no limit.
  const largest = 10 ** exactDigits;
  const restricts = ({ value, orders }: Limit) => !(orders.includes(1) ? value <= -largest : value >= largest);
  return limits.filter(restricts);
}

function shapeFor(isInteger: boolean, limits: readonly Limit[]): DecimalShape {
  if (isInteger) return { integerDigits: exactDigits, fractionDigits: 0 };
  const lengths = limits.map(({ value }) => Math.floor(Math.log10(Math.max(1, Math.abs(value)))) + 1);
  const isClosed = limits.some(({ orders }) => orders.includes(1)) && limits.some(({ orders }) => orders.includes(-1));
  const integerDigits = Math.min(exactDigits, Math.max(...lengths, ...(isClosed ? [] : [usualIntegerDigits])));
  return { integerDigits, fractionDigits: exactDigits - integerDigits };
}
