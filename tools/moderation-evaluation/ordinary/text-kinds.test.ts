import { describe, expect, it } from '@jest/globals';

import { textKinds, writeTexts } from './text-kinds.js';

describe('writeTexts', () => {
  it('refuses a kind that is not there', () => {
    expect(() => writeTexts('poems', 1)).toThrow('There is no kind of text named "poems"');
  });

  it.each(Object.keys(textKinds))('writes the same varied texts of the kind "%s" on every run', (kind) => {
    const texts = writeTexts(kind, 12);
    expect(writeTexts(kind, 12)).toEqual(texts);
    expect(new Set(texts).size).toBeGreaterThan(9);
    for (const text of texts) expect(text).not.toMatch(/\[object |\bNaN\b/);
  });
});
