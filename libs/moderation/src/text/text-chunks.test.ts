import { describe, expect, it } from '@jest/globals';

import { splitIntoChunks, toCharacterBoundary } from './text-chunks.js';

describe('splitIntoChunks', () => {
  it('covers the text with overlapping chunks', () => {
    const text = Array.from({ length: 700 }, (_, index) => `word${index}`).join(' ');
    const chunks = splitIntoChunks(text, 1_000);
    const joined = chunks.map((chunk, index) => (index === 0 ? chunk : chunk.slice(500))).join('');
    expect(joined).toBe(text);
    expect(chunks.every(({ length }) => length <= 1_000)).toBe(true);
  });

  it('returns a short text whole', () => {
    expect(splitIntoChunks('', 1_000)).toEqual(['']);
    expect(splitIntoChunks('short', 1_000)).toEqual(['short']);
  });

  it('never cuts a surrogate pair', () => {
    for (const chunk of splitIntoChunks(`a${'👩'.repeat(2_000)}`, 1_000)) expect(chunk.isWellFormed()).toBe(true);
    expect([toCharacterBoundary('a👩', 1), toCharacterBoundary('a👩', 2), toCharacterBoundary('a👩', 3)]).toEqual([
      1, 1, 3,
    ]);
  });
});
