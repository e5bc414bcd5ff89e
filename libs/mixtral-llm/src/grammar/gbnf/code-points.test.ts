import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CodePoints, codePoints, contains, partition, union } from './code-points.js';

const ranges = fc.array(fc.tuple(fc.nat(60), fc.nat(8)), { maxLength: 6 });
const sets: fc.Arbitrary<CodePoints> = ranges.map((pairs) =>
  codePoints(pairs.map(([from, more]) => [from, from + more] as const)),
);

/** Code points among which all sets above are. */
const candidates = Array.from({ length: 70 }, (_, codePoint) => codePoint);
const listMembers = (set: CodePoints) =>
  candidates.filter((codePoint) => set.some(([from, to]) => from <= codePoint && codePoint <= to));

describe('sets of code points', () => {
  it('contain exactly their members', () => {
    fc.assert(
      fc.property(sets, (set) => {
        expect(candidates.filter((codePoint) => contains(set, codePoint))).toEqual(listMembers(set));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('are divided where their members begin to differ, and nowhere else', () => {
    fc.assert(
      fc.property(fc.array(sets, { maxLength: 6 }), (given) => {
        const listOwners = (codePoint: number) => given.map((set) => contains(set, codePoint)).join();
        const all = listMembers(union(...given));
        const alike = new Set(all.map((one) => all.filter((other) => listOwners(other) === listOwners(one)).join()));
        expect(partition(given).map((division) => listMembers(division).join())).toEqual([...alike]);
        // Ranges in order that neither overlap nor touch, as every set is.
        for (const division of partition(given)) expect(codePoints(division)).toEqual(division);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
