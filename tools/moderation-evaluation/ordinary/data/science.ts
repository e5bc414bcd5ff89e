import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes formulas, sequences, games and dumps of memory. */
export const science: TextWriters = {
  'chess games': (random) =>
    random.pick([
      () => random.list(12, 30, (index) => `${index + 1}. ${move(random)} ${move(random)}`).join(' '),
      () =>
        random.lines(
          3,
          6,
          () =>
            `${random.list(8, 8, () => random.pick(['8', 'pppppppp', `${random.integer(1, 6)}${random.pick([...'pnbrqkPNBRQK'])}1`, '2p1p3', 'rnbqkbnr', 'R4RK1'])).join('/')} ${random.pick(['w', 'b'])} ${random.pick(['KQkq', '-', 'Kq'])} - ${random.integer(0, 49)} ${random.integer(1, 90)}`,
        ),
    ])(),
  'sequences of DNA and proteins': (random) =>
    random
      .list(1, 3, () => {
        const alphabet = random.pick(['ACGT', 'acgt', 'ACGU', 'ACDEFGHIKLMNPQRSTVWY', 'acdefghiklmnpqrstvwy']);
        return `>${random.pick(['sp', 'gi', 'NM'])}|${random.string(alphabets.upper, 1)}${random.digits(5)}|${draw.noun(random).toUpperCase()} ${draw.adjective(random)}\n${random.lines(3, 8, () => random.string(alphabet, 60))}`;
      })
      .join('\n'),
  'hex dumps': (random) => {
    const bytes = (): string[] => Array.from({ length: 16 }, () => random.hex(2));
    const readable = (pairs: readonly string[]): string =>
      pairs.map((pair) => (/[2-6]./.test(pair) ? String.fromCharCode(Number.parseInt(pair, 16)) : '.')).join('');
    return random.pick([
      () =>
        random.lines(5, 12, (index) => {
          const row = bytes();
          return `${(index * 16).toString(16).padStart(8, '0')}  ${row.slice(0, 8).join(' ')}  ${row.slice(8).join(' ')}  |${readable(row)}|`;
        }),
      () =>
        random.lines(4, 10, () =>
          bytes()
            .map((pair) => `0x${pair}`)
            .join(', '),
        ),
      () =>
        random.lines(
          4,
          10,
          (index) =>
            `${(index * 16).toString(16).padStart(7, '0')} ${random.list(8, 8, () => random.hex(4)).join(' ')}`,
        ),
      () =>
        random.lines(4, 10, () =>
          bytes()
            .map((pair) => `\\x${pair}`)
            .join(''),
        ),
    ])();
  },
  formulas: (random) =>
    random.lines(4, 9, () =>
      random.pick([
        () =>
          `$$\\sum_{${letter(random)}=${random.integer(0, 9)}}^{${random.integer(10, 99)}} \\frac{${random.integer(1, 99)}${letter(random)}^${random.integer(2, 9)}}{\\sqrt{${letter(random)}+${random.integer(1, 99)}}}$$`,
        () =>
          `f(${letter(random)}) = ${random.integer(2, 99)}${letter(random)}^2 - ${random.integer(2, 99)}${letter(random)} + ${random.decimal(0, 9, 6)}`,
        () => `π ≈ 3.14159265358979323846, e ≈ 2.718281828459045, φ ≈ 1.6180339887498948`,
        () =>
          `${random.number(random.integer(3, 8))} × ${random.number(random.integer(3, 8))} = ${random.number(random.integer(7, 12))}`,
        () => `\\int_0^{${random.integer(1, 9)}} ${letter(random)}\\,d${letter(random)} = ${random.fraction()}`,
        () =>
          `C${random.integer(1, 30)}H${random.integer(1, 60)}N${random.integer(1, 9)}O${random.integer(1, 9)}: CC(=O)Oc1ccccc1C(=O)O, CAS ${random.number(random.integer(2, 6))}-${random.digits(2)}-${random.digits(1)}`,
        () =>
          `∀${letter(random)} ∈ ℝ: |${letter(random)} − ${random.integer(1, 9)}| < ε ⇒ ${letter(random)} ≠ ${random.integer(1, 9)}`,
      ])(),
    ),
};

function letter(random: Random): string {
  return random.pick([...'abcijkmnpqtuvwxyz']);
}

function move(random: Random): string {
  const square = `${random.pick([...'abcdefgh'])}${random.integer(1, 8)}`;
  return random.pick([
    square,
    `${random.pick([...'NBRQK'])}${random.pick(['', 'x'])}${square}`,
    'O-O',
    `${random.pick([...'abcdefgh'])}x${square}`,
    `${square}=Q+`,
    `R${random.pick([...'abcdefgh'])}${square}`,
  ]);
}
