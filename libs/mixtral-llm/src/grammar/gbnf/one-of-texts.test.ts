import { describe, expect, it } from '@jest/globals';
import { oneOfTexts } from './one-of-texts.js';

describe('oneOfTexts', () => {
  it('writes a common prefix once, and splits no character', () => {
    expect(oneOfTexts(['a😀', 'a😁'])).toEqual({
      kind: 'sequence',
      parts: [
        { kind: 'text', text: 'a' },
        {
          kind: 'choice',
          options: [
            { kind: 'text', text: '😀' },
            { kind: 'text', text: '😁' },
          ],
        },
      ],
    });
  });

  it('accepts a value as long as a request', () => {
    const value = 'a'.repeat(200_000);
    expect(oneOfTexts([value])).toEqual({ kind: 'text', text: value });
  });
});
