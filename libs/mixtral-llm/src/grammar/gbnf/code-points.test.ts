import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CodePoints, codePoints, contains, partition, union } from './code-points.js';

const ranges = fc.array(fc.tuple(fc.nat(60), fc.nat(8)), { maxLength: 6 });
const sets: fc.Arbitrary<CodePoints> = ranges.map((pairs) =>
  codePoints(pairs.map(([from, more]) => [from, from + more] as const)),
);

/** All of the sets above stand among them. */
const candidates = Array.from({ length: 70 }, (_, codePoint) => codePoint);
const membersOf = (set: CodePoints) =>
  candidates.filter((codePoint) => set.some(([from, to]) => from <= codePoint && codePoint <= to));

describe('sets of code points', () => {
  it('tells what they contain', () => {
    fc.assert(
      fc.property(sets, (set) => {
        expect(candidates.filter((codePoint) => contains(set, codePoint))).toEqual(membersOf(set));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('are divided where their members begin to differ, and nowhere else', () => {
    fc.assert(
      fc.property(fc.array(sets, { maxLength: 6 }), (given) => {
        const ownersOf = (codePoint: number) => given.map((set) => contains(set, codePoint)).join();
        const all = membersOf(union(...given));
        const alike = new Set(all.map((one) => all.filter((other) => ownersOf(other) === ownersOf(one)).join()));
        expect(partition(given).map((division) => membersOf(division).join())).toEqual([...alike]);
        // Ranges in order that neither overlap nor touch, as every set is.
        for (const division of partition(given)) expect(codePoints(division)).toEqual(division);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
