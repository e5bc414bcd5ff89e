import { toCodePoints } from '../gbnf/code-points.js';
import { type Automaton, explore } from './automaton.js';

/** How many digits a number may have before and after its point. */
export interface DecimalShape {
  readonly integerDigits: number;
  readonly fractionDigits: number;
}

/** A place in a number that is being read. */
interface Reading {
  readonly phase: 'start' | 'sign' | 'integer' | 'point' | 'fraction';
  readonly isNegative: boolean;
  readonly isZero: boolean;
  /** Digits of this phase so far. */
  readonly digits: number;
  /** How the digits so far compare with those of the bound at the same places. */
  readonly order: number;
}

/** A bound in decimal digits. */
interface Decimal {
  readonly isNegative: boolean;
  readonly integer: string;
  /** Without zeros at its end. */
  readonly fraction: string;
}

/**
 * The numbers of a shape, without exponent and without a negative zero, whose order relative to the bound (-1, 0 or 1)
 * is one of the wanted ones. With at most 15 digits in all, numbers keep their order when they become doubles.
 */
export function decimalAutomaton(shape: DecimalShape, bound: number, wantedOrders: readonly number[]): Automaton {
  const decimal = decimalOf(bound);
  return explore<Reading>(
    { phase: 'start', isNegative: false, isZero: true, digits: 0, order: 0 },
    ({ phase, isNegative, isZero, digits, order }) => [phase, isNegative, isZero, digits, order].join(),
    (reading) => ({
      isAccepting: isWhole(reading) && wantedOrders.includes(orderOf(reading, decimal)),
      next: following(reading, shape, decimal),
    }),
  );
}

/** The integers that a positive integer divides. */
export function multiplesAutomaton(divisor: number): Automaton {
  return explore<number>(0, String, (remainder) => ({
    isAccepting: remainder === 0,
    next: [
      // A sign changes nothing: it is read at the start only, where the remainder is 0.
      ...(remainder === 0 ? [{ on: minus, to: 0 }] : []),
      ...digitValues.map((digit) => ({ on: digitSets[digit] ?? [], to: (remainder * 10 + digit) % divisor })),
    ],
  }));
}

const digitValues = Array.from({ length: 10 }, (_, digit) => digit);
const digitSets = digitValues.map((digit) => toCodePoints(String(digit)));
const minus = toCodePoints('-');
const point = toCodePoints('.');

function following(
  reading: Reading,
  shape: DecimalShape,
  bound: Decimal,
): readonly { readonly on: ReturnType<typeof toCodePoints>; readonly to: Reading }[] {
  const { phase, digits } = reading;
  const isLeadingZero = phase === 'integer' && digits === 1 && reading.isZero;
  const allowsDigit =
    phase === 'fraction'
      ? digits < shape.fractionDigits
      : phase !== 'integer' || (!isLeadingZero && digits < shape.integerDigits);
  return [
    ...(phase === 'start' ? [{ on: minus, to: { ...reading, phase: 'sign' as const, isNegative: true } }] : []),
    ...(allowsDigit
      ? digitValues.map((digit) => ({ on: digitSets[digit] ?? [], to: withDigit(reading, digit, bound) }))
      : []),
    ...(phase === 'integer' && shape.fractionDigits > 0
      ? [{ on: point, to: { ...reading, phase: 'point' as const, digits: 0, order: integerOrder(reading, bound) } }]
      : []),
  ];
}

function withDigit(reading: Reading, digit: number, { integer, fraction }: Decimal): Reading {
  const isFraction = reading.phase === 'point' || reading.phase === 'fraction';
  const compared = isFraction ? (fraction[reading.digits] ?? '0') : integer[reading.digits];
  const order = reading.order !== 0 || compared === undefined ? reading.order : Math.sign(digit - Number(compared));
  return {
    ...reading,
    phase: isFraction ? 'fraction' : 'integer',
    isZero: reading.isZero && digit === 0,
    digits: reading.digits + 1,
    order,
  };
}

/** With no zeros in front, the longer integer is the larger one. */
function integerOrder({ digits, order }: Reading, { integer }: Decimal): number {
  return digits === integer.length ? order : Math.sign(digits - integer.length);
}

function isWhole({ phase, isNegative, isZero }: Reading): boolean {
  return (phase === 'integer' || phase === 'fraction') && !(isNegative && isZero);
}

function orderOf(reading: Reading, bound: Decimal): number {
  if (reading.isNegative !== bound.isNegative) return reading.isNegative ? -1 : 1;
  const readPlaces = reading.phase === 'fraction' ? reading.digits : 0;
  const read = reading.phase === 'integer' ? integerOrder(reading, bound) : reading.order;
  const magnitude = read === 0 && readPlaces < bound.fraction.length ? -1 : read;
  return reading.isNegative ? -magnitude : magnitude;
}

/** The digits of a double's shortest text, its exponent worked in. */
function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '0', part = ''] = mantissa.split('.');
  const shift = Number(exponent);
  const digits = shift < 0 ? '0'.repeat(-shift) + whole + part : whole + part.padEnd(Math.max(shift, part.length), '0');
  const point = shift < 0 ? whole.length : whole.length + shift;
  return {
    isNegative: value < 0,
    integer: digits.slice(0, point).replace(/^0+(?=.)/, ''),
    fraction: digits.slice(point).replace(/0+$/, ''),
  };
}
