import { type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes rows, vectors and tables of numbers. */
export const numbers: TextWriters = {
  'vectors of ten numbers': (random) => {
    const digits = random.pick([1, 3, 4, 6, 8, 12, 15, 16, 17]);
    const isExponent = random.chance(0.2);
    const number = (): string => (isExponent ? exponent(random) : decimal(random, digits));
    return `${random.pick(['', 'vector: ', 'x = ', 'embedding=', 'np.array('])}[${Array.from({ length: 10 }, number).join(random.pick([', ', ',', ' ', '\n']))}]`;
  },
  'embeddings of 384 numbers': (random) => {
    const digits = random.pick([4, 6, 7, 8, 9, 16]);
    return JSON.stringify({ object: 'embedding', index: random.integer(0, 9) }).replace(
      '}',
      `,"embedding":[${Array.from({ length: 384 }, () => (random.chance(0.03) ? exponent(random) : decimal(random, digits))).join(random.pick([',', ', ']))}]}`,
    );
  },
  'rows of numbers of four digits': (random) => {
    const separator = random.pick([' ', ' ', '\t', ', ', ' | ', ';', '-']);
    return random.lines(2, 8, () => random.list(4, 12, () => random.number(4)).join(separator));
  },
  'tables of numbers': (random) => {
    const width = random.integer(3, 8);
    const cell = random.pick<() => string>([
      () => random.number(random.integer(1, 7)),
      () => random.decimal(-999, 999, 2),
      () => `${random.integer(1, 999)},${random.digits(3)}`,
      () => `${random.integer(1, 99)}.${random.digits(3)},${random.digits(2)}`,
      () => `${random.decimal(0, 100, 1)}%`,
      () => random.decimal(0, 1, 4),
    ]);
    const separator = random.pick([' ', '  ', '\t', ',', ';', ' | ']);
    return `${Array.from({ length: width }, () => draw.noun(random)).join(separator)}\n${random.lines(5, 12, () => Array.from({ length: width }, cell).join(separator))}`;
  },
  'series of dates and prices': (random) =>
    random.lines(
      6,
      14,
      () =>
        `${random.pick([draw.date(random), draw.timestamp(random), `${random.integer(1, 28)}.${random.integer(1, 12)}.${random.integer(2000, 2029)}`, `${random.integer(1, 12)}/${random.integer(1, 28)}/${random.integer(2000, 2029)}`])} ${random.list(2, 5, () => random.pick([random.decimal(1, 9999, 2), random.decimal(0, 1, 16), random.number(random.integer(4, 9))])).join(random.pick([' ', ',', '\t']))}`,
    ),
  statistics: (random) =>
    random.lines(4, 9, () =>
      random.pick([
        () =>
          `p = ${random.fraction()}, n = ${random.integer(10, 99_999)}, 95% CI [${random.decimal(-2, 2, 4)}, ${random.decimal(2, 5, 4)}]`,
        () =>
          `epoch ${random.integer(1, 300)}: loss ${random.decimal(0, 4, 16)} - acc ${random.fraction()} - lr ${exponent(random)}`,
        () =>
          `mean=${random.fraction() * 100} std=${random.fraction()} min=${random.decimal(-9, 0, 10)} max=${random.decimal(9, 99, 10)}`,
        () =>
          `${draw.noun(random)}: ${random.integer(1, 999)} ${random.integer(1, 999)} ${random.integer(100, 999)} (${random.decimal(0, 100, 2)} %)`,
        () =>
          `${random.decimal(0, 9, 3)} ± ${random.decimal(0, 1, 3)} m/s², ${random.decimal(1, 10, 4)} × 10^${random.integer(-20, 20)}`,
      ])(),
    ),
};

function decimal(random: Random, digits: number): string {
  return random.decimal(-1, 1, digits);
}

function exponent(random: Random): string {
  return `${random.decimal(-10, 10, random.integer(2, 16))}${random.pick(['e', 'E'])}${random.pick(['-', '+', ''])}${random.pick(['0', ''])}${random.integer(1, 12)}`;
}
