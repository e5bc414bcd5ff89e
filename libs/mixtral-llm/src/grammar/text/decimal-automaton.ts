import { toCodePoints } from '../gbnf/code-points.js';
import { type Automaton, explore } from './automaton.js';

/** Bounds the numbers of digits before and after the point. */
export interface DecimalShape {
  readonly integerDigits: number;
  readonly fractionDigits: number;
}

/** Describes the state of reading a number. */
interface Reading {
  readonly phase: 'start' | 'sign' | 'integer' | 'point' | 'fraction';
  readonly isNegative: boolean;
  readonly isZero: boolean;
  /** Number of digits read in this phase. */
  readonly digits: number;
  /** Order of the digits so far relative to those of the bound at the same positions: -1, 0 or 1. */
  readonly order: number;
}

/** Holds a bound in decimal digits. */
interface Decimal {
  readonly isNegative: boolean;
  readonly integer: string;
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string;
}

/**
 * Accepts the numbers of a shape whose order relative to the bound is a wanted one. They have no exponent, and zero is never
 * negative. With at most 15 digits in all, numbers keep their order when they become doubles.
 *
 * @param wantedOrders any of -1, 0 and 1
 */
export function decimalAutomaton(shape: DecimalShape, bound: number, wantedOrders: readonly number[]): Automaton {
  const decimal = toDecimal(bound);
  return explore<Reading>(
    { phase: 'start', isNegative: false, isZero: true, digits: 0, order: 0 },
    ({ phase, isNegative, isZero, digits, order }) => [phase, isNegative, isZero, digits, order].join(),
    (reading) => ({
      isAccepting: isWhole(reading) && wantedOrders.includes(compareToBound(reading, decimal)),
      next: listNextReadings(reading, shape, decimal),
    }),
  );
}

/** Accepts the multiples of a positive integer. */
export function multiplesAutomaton(divisor: number): Automaton {
  return explore<number>(0, String, (remainder) => ({
    isAccepting: remainder === 0,
    next: [
      // A sign keeps the state. It may come only where the remainder is 0, as at the start.
      ...(remainder === 0 ? [{ on: minus, to: 0 }] : []),
      ...digitValues.map((digit) => ({ on: digitSets[digit] ?? [], to: (remainder * 10 + digit) % divisor })),
    ],
  }));
}

const digitValues = Array.from({ length: 10 }, (_, digit) => digit);
const digitSets = digitValues.map((digit) => toCodePoints(String(digit)));
const minus = toCodePoints('-');
const point = toCodePoints('.');

function listNextReadings(
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
      ? digitValues.map((digit) => ({ on: digitSets[digit] ?? [], to: readDigit(reading, digit, bound) }))
      : []),
    ...(phase === 'integer' && shape.fractionDigits > 0
      ? [{ on: point, to: { ...reading, phase: 'point' as const, digits: 0, order: compareIntegers(reading, bound) } }]
      : []),
  ];
}

function readDigit(reading: Reading, digit: number, { integer, fraction }: Decimal): Reading {
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

/** Compares the integer part with the bound's. There are no leading zeros, so the longer one is larger. */
function compareIntegers({ digits, order }: Reading, { integer }: Decimal): number {
  return digits === integer.length ? order : Math.sign(digits - integer.length);
}

function isWhole({ phase, isNegative, isZero }: Reading): boolean {
  return (phase === 'integer' || phase === 'fraction') && !(isNegative && isZero);
}

function compareToBound(reading: Reading, bound: Decimal): number {
  if (reading.isNegative !== bound.isNegative) return reading.isNegative ? -1 : 1;
  const readPlaces = reading.phase === 'fraction' ? reading.digits : 0;
  const read = reading.phase === 'integer' ? compareIntegers(reading, bound) : reading.order;
  const magnitude = read === 0 && readPlaces < bound.fraction.length ? -1 : read;
  return reading.isNegative ? -magnitude : magnitude;
}

/** Converts the shortest text of a double to decimal digits without exponent. */
function toDecimal(value: number): Decimal {
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
