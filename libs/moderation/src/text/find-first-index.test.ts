import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findFirstIndex } from './find-first-index.js';

describe('findFirstIndex', () => {
  it('finds the same item as a search from the start, and the length of the list when there is none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 })), fc.integer({ min: -10, max: 10 }), (numbers, least) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const first = sorted.findIndex((number) => number >= least);
        expect(findFirstIndex(sorted, (number) => number >= least)).toBe(first < 0 ? sorted.length : first);
      }),
      { seed: 1 },
    );
  });
});
