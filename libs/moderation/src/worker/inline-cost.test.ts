import { describe, expect, it } from '@jest/globals';

import { isCostly, maximumInlineCost } from './inline-cost.js';

describe('isCostly', () => {
  it.each([
    ['a short text of any characters', '界'.repeat(maximumInlineCost / 4), false],
    ['prose at the limit', 'ab '.repeat(maximumInlineCost / 3), false],
    ['prose beyond it', 'a'.repeat(maximumInlineCost + 1), true],
    ['signs beyond half of it', '@'.repeat(maximumInlineCost / 2 + 1), true],
    ['digits beyond half of it', '4'.repeat(maximumInlineCost / 2 + 1), true],
    ['other scripts beyond a third of it', '界'.repeat(maximumInlineCost / 3 + 1), true],
  ])('weighs %s', (_, text, expected) => {
    expect(isCostly(text)).toBe(expected);
  });
});
