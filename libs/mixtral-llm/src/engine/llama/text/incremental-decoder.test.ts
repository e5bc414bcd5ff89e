import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IncrementalDecoder } from './incremental-decoder.js';
import { TokenType, readTokenBytes } from './token-bytes.js';

/** A SentencePiece vocabulary of 256 byte pieces after two pieces of text and a control token. */
const vocabulary = {
  model: 'llama',
  tokens: [
    '</s>',
    '▁Hello',
    '▁',
    ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).padStart(2, '0')}>`),
  ],
  types: [TokenType.Control, TokenType.Normal, TokenType.Normal, ...Array.from({ length: 256 }, () => TokenType.Byte)],
};
const firstByteToken = 3;
const tokensOf = (text: string) => [...new TextEncoder().encode(text)].map((byte) => byte + firstByteToken);

function decode(tokens: readonly number[], stripLeadingSpace = false): string[] {
  const decoder = new IncrementalDecoder(readTokenBytes(vocabulary), stripLeadingSpace);
  return [...tokens.map((token) => decoder.push(token)), decoder.flush()];
}

describe('IncrementalDecoder', () => {
  it('holds the bytes of a character until it is whole', () => {
    expect(decode(tokensOf('é🦊'))).toEqual(['', 'é', '', '', '', '🦊', '']);
  });

  it('shows bytes that never become a character as U+FFFD', () => {
    expect(decode(tokensOf('🦊').slice(0, 2)).join('')).toBe('\uFFFD');
    expect(decode([firstByteToken + 0xff, ...tokensOf('a')]).join('')).toBe('\uFFFDa');
  });

  it('shows nothing for control tokens and unknown ids', () => {
    expect(decode([0, 1, 99_999]).join('')).toBe(' Hello');
  });

  it.each([
    { tokens: [1, 1], shown: 'Hello Hello' },
    { tokens: [2, 1], shown: ' Hello' },
    { tokens: [...tokensOf('Hi')], shown: 'Hi' },
    { tokens: [0, 1], shown: 'Hello' },
  ])('strips exactly one leading space: $shown', ({ tokens, shown }) => {
    expect(decode(tokens, true).join('')).toBe(shown);
  });

  it('gives back any text, in pieces of valid Unicode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const pieces = decode(tokensOf(text));
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
      }),
      { seed: 11 },
    );
  });
});
