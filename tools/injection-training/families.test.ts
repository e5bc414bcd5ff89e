import { describe, expect, it } from '@jest/globals';

import { familiesOf } from './families.js';

const ferry = 'the ferry leaves the old harbour at nine in the morning and returns in the evening';

describe('families', () => {
  it('puts near copies together and leaves others apart', () => {
    const [first, copy, other] = familiesOf([
      { text: ferry },
      { text: `${ferry} today` },
      { text: 'a loaf of bread costs two coins at the market' },
    ]);
    expect(copy).toBe(first);
    expect(other).not.toBe(first);
  });

  it('keeps the families that are given', () => {
    const [first, second, third] = familiesOf([
      { text: 'red', family: 'colours' },
      { text: 'blue', family: 'colours' },
      { text: 'red', family: 'wines' },
    ]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('joins texts that were put together from others by a single sequence', () => {
    const long = `${'one more word that nobody else has written here '.repeat(20)}${ferry}`;
    const asParts = familiesOf([
      { text: ferry, isMadeOfOthers: true },
      { text: long, isMadeOfOthers: true },
    ]);
    expect(asParts[1]).toBe(asParts[0]);
  });

  it('joins what two texts share with a third', () => {
    const bread = 'a loaf of brown bread costs two coins at the market of the lower town';
    const [first, between, last] = familiesOf([{ text: ferry }, { text: bread }, { text: `${ferry} ${bread}` }]);
    expect(between).toBe(first);
    expect(last).toBe(first);
  });
});
