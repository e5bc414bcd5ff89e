import { describe, expect, it } from '@jest/globals';

import { groupIntoFamilies } from './families.js';

const ferry = 'the ferry leaves the old harbour at nine in the morning and returns in the evening';

describe('groupIntoFamilies', () => {
  it('puts near copies into one family and other texts into another', () => {
    const [first, copy, other] = groupIntoFamilies([
      { text: ferry },
      { text: `${ferry} today` },
      { text: 'a loaf of bread costs two coins at the market' },
    ]);
    expect(copy).toBe(first);
    expect(other).not.toBe(first);
  });

  it('keeps given families', () => {
    const [first, second, third] = groupIntoFamilies([
      { text: 'red', family: 'colours' },
      { text: 'blue', family: 'colours' },
      { text: 'red', family: 'wines' },
    ]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('joins texts of combined sets that share a single sequence', () => {
    const long = `${'one more word that nobody else has written here '.repeat(20)}${ferry}`;
    const asParts = groupIntoFamilies([
      { text: ferry, isFromCombinedSet: true },
      { text: long, isFromCombinedSet: true },
    ]);
    expect(asParts[1]).toBe(asParts[0]);
  });

  it('joins two texts that both share sequences with a third', () => {
    const bread = 'a loaf of brown bread costs two coins at the market of the lower town';
    const [first, between, last] = groupIntoFamilies([{ text: ferry }, { text: bread }, { text: `${ferry} ${bread}` }]);
    expect(between).toBe(first);
    expect(last).toBe(first);
  });
});
