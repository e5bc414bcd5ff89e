import { between, choice, type Expression, never, optional, oneOf, repeated, sequence } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { type Automaton, intersect, withoutDeadEnds } from './automaton.js';
import { decimalAutomaton, type DecimalShape, multiplesAutomaton } from './decimal-automaton.js';
import { automatonText } from './json-text.js';

/** Number of digits that every double keeps. Generated numbers have at most as many. */
const exactDigits = 15;

/** Number of digits before the point where at most one bound is given. */
const usualIntegerDigits = 10;

/** Describes the constraints of a JSON number. */
interface NumberConstraints {
  readonly isInteger: boolean;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  /** Positive integers of at most `maximumDivisor`, all of which divide the number. */
  readonly divisors?: readonly number[];
}

/** Largest divisor: an automaton has a state for each remainder. */
export const maximumDivisor = 1000;

/**
 * Matches a JSON number of at most 15 digits within constraints; `never` when there is none. Only a number without
 * constraints may have an exponent, of two digits.
 */
export function numberText(rules: GrammarRules, bounds: NumberConstraints): Expression {
  return rules.once(`number ${JSON.stringify(bounds)}`, () => constrainedText(rules, bounds));
}

function constrainedText(rules: GrammarRules, bounds: NumberConstraints): Expression {
  const limits = toLimits(bounds);
  const { isInteger, divisors = [] } = bounds;
  if (limits.length === 0 && divisors.length === 0) return isInteger ? anyInteger(rules) : anyNumber(rules);
  const shape = toShape(isInteger, limits);
  // Without limits, every order relative to 0 is accepted.
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
  /** Accepted orders of a number relative to the value: -1, 0 or 1. */
  readonly orders: readonly number[];
}

function toLimits(bounds: NumberConstraints): readonly Limit[] {
  const limits = [
    { value: bounds.minimum, orders: [0, 1] },
    { value: bounds.exclusiveMinimum, orders: [1] },
    { value: bounds.maximum, orders: [-1, 0] },
    { value: bounds.exclusiveMaximum, orders: [-1] },
  ].flatMap(({ value, orders }): readonly Limit[] => (value === undefined ? [] : [{ value, orders }]));
  // A limit beyond 15 digits restricts nothing.
  const largest = 10 ** exactDigits;
  const restricts = ({ value, orders }: Limit) => !(orders.includes(1) ? value <= -largest : value >= largest);
  return limits.filter(restricts);
}

function toShape(isInteger: boolean, limits: readonly Limit[]): DecimalShape {
  if (isInteger) return { integerDigits: exactDigits, fractionDigits: 0 };
  const lengths = limits.map(({ value }) => Math.floor(Math.log10(Math.max(1, Math.abs(value)))) + 1);
  const isClosed = limits.some(({ orders }) => orders.includes(1)) && limits.some(({ orders }) => orders.includes(-1));
  const integerDigits = Math.min(exactDigits, Math.max(...lengths, ...(isClosed ? [] : [usualIntegerDigits])));
  return { integerDigits, fractionDigits: exactDigits - integerDigits };
}
