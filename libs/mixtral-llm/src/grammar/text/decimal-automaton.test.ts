import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accepts } from './automaton.js';
import { decimalAutomaton, multiplesAutomaton } from './decimal-automaton.js';

const shape = { integerDigits: 6, fractionDigits: 9 };

/** Numbers near each other, so that they share digits. */
const numbers = fc.oneof(
  fc.integer({ min: -1200, max: 1200 }).map((value) => value / 8),
  fc.integer({ min: -30, max: 30 }),
  fc.constantFrom(1e-7, -1.5e-7, 0.1, 0.30000000000000004, 123456.789, 1e21, -1e21),
);
const decimals = fc
  .tuple(
    numbers.filter((value) => Math.abs(value) < 1e6),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([value, places]) => value.toFixed(places));

describe('decimalAutomaton', () => {
  it('accepts a number exactly if its value compares as wanted', () => {
    fc.assert(
      fc.property(numbers, decimals, fc.constantFrom(-1, 0, 1), (bound, text, order) => {
        const isNegativeZero = text.startsWith('-') && Number(text) === 0;
        const expected = !isNegativeZero && Math.sign(Number(text) - bound) === order;
        return accepts(decimalAutomaton(shape, bound, [order]), text) === expected;
      }),
      { seed: 11, numRuns: 1500 },
    );
  });

  it.each(['', '-', '01', '1.', '.5', '-0', '-0.0', '--1', '1.5.5', '+1', '1234567', '0.1234567890', '1e3'])(
    'refuses %j',
    (text) => {
      expect(accepts(decimalAutomaton(shape, 0, [-1, 0, 1]), text)).toBe(false);
    },
  );
});

it('multiplesAutomaton accepts exactly the multiples of a divisor', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -100_000, max: 100_000 }), (divisor, value) => {
      return accepts(multiplesAutomaton(divisor), String(value)) === (value % divisor === 0);
    }),
    { seed: 13, numRuns: 300 },
  );
});
