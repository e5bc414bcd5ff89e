import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IncrementalDecoder } from './incremental-decoder.js';
import { tokenType } from '../../../gguf/token-type.js';
import { readTokenBytes } from './token-bytes.js';

/** Mocks a SentencePiece vocabulary: a control token, two pieces of text, and the 256 byte pieces. */
const vocabulary = {
  model: 'llama',
  tokens: [
    '</s>',
    '▁Hello',
    '▁',
    ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).padStart(2, '0')}>`),
  ],
  types: [tokenType.control, tokenType.normal, tokenType.normal, ...Array.from({ length: 256 }, () => tokenType.byte)],
};
const firstByteToken = 3;
const toTokens = (text: string) => [...new TextEncoder().encode(text)].map((byte) => byte + firstByteToken);

function decode(tokens: readonly number[], stripLeadingSpace = false): string[] {
  const decoder = new IncrementalDecoder(readTokenBytes(vocabulary), stripLeadingSpace);
  return [...tokens.map((token) => decoder.push(token)), decoder.flush()];
}

describe('IncrementalDecoder', () => {
  it('waits for all bytes of a character', () => {
    expect(decode(toTokens('é🦊'))).toEqual(['', 'é', '', '', '', '🦊', '']);
  });

  it('decodes bytes that never become a character to U+FFFD', () => {
    expect(decode(toTokens('🦊').slice(0, 2)).join('')).toBe('\uFFFD');
    expect(decode([firstByteToken + 0xff, ...toTokens('a')]).join('')).toBe('\uFFFDa');
  });

  it('decodes control tokens and unknown ids to nothing', () => {
    expect(decode([0, 1, 99_999]).join('')).toBe(' Hello');
  });

  it.each([
    { tokens: [1, 1], shown: 'Hello Hello' },
    { tokens: [2, 1], shown: ' Hello' },
    { tokens: [...toTokens('Hi')], shown: 'Hi' },
    { tokens: [0, 1], shown: 'Hello' },
  ])('strips exactly one leading space: $shown', ({ tokens, shown }) => {
    expect(decode(tokens, true).join('')).toBe(shown);
  });

  it('decodes any text in pieces of valid Unicode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const pieces = decode(toTokens(text));
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
      }),
      { seed: 11 },
    );
  });
});
