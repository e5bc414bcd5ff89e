import { describe, expect, it } from '@jest/globals';

import { shrinkText } from './shrink-text.js';

describe('shrinkText', () => {
  it('keeps the words that have the property', async () => {
    const text = 'one two three\nfour five six\nseven eight nine';
    expect(await shrinkText(text, async (rest) => rest.includes('five'))).toBe('five ');
  });

  it('keeps parts that have the property only together', async () => {
    const text = 'a b c\nd e f';
    expect(await shrinkText(text, async (rest) => rest.includes('a') && rest.includes('e'))).toBe('a e ');
  });
});
