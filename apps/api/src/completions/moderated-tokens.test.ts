import { describe, expect, it } from '@jest/globals';
import { type ChosenTokenLogprob } from '@leeward/mixtral-llm';
import fc from 'fast-check';
import { ModeratedTokens } from './moderated-tokens.js';

const tokenOf = (bytes: readonly number[]): ChosenTokenLogprob => ({ token: 1, bytes, logprob: -1, top: [] });
const textOf = (bytes: readonly number[]) => Buffer.from(bytes).toString();

/** Bytes in pieces of given sizes, the rest as the last one. */
function inPieces(bytes: readonly number[], sizes: readonly number[]): number[][] {
  const pieces: number[][] = [];
  let start = 0;
  for (const size of sizes) pieces.push(bytes.slice(start, (start += size)));
  return [...pieces, bytes.slice(start)].filter((piece) => piece.length > 0);
}

/** What is shown of tokens, when a text is released in pieces. */
function shown(tokens: readonly number[][], released: readonly string[]): number[] {
  const approved = new ModeratedTokens();
  approved.wait(tokens.map(tokenOf));
  return released.flatMap((text) => approved.release(text)).flatMap(({ token }) => token.bytes);
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }));
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.toWellFormed());

describe('ApprovedTokens', () => {
  it('shows every token of a text that is released as it was written, however both are cut', () => {
    fc.assert(
      fc.property(anyText, sizes, sizes, (text, tokenSizes, textSizes) => {
        const bytes = [...Buffer.from(text)];
        const released = inPieces(
          [...text].map((_, index) => index),
          textSizes,
        ).map((places) => places.map((place) => [...text][place]).join(''));
        expect(shown(inPieces(bytes, tokenSizes), released)).toEqual(bytes);
      }),
      { seed: 5 },
    );
  });

  it('never shows a byte that was not released', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 5 }), sizes, (text, released, tokenSizes) => {
        const bytes = shown(inPieces([...Buffer.from(text)], tokenSizes), released);
        const whole = Buffer.from(released.join(''));
        // But for the space that templates take away, which says nothing.
        const unspaced = bytes[0] === 0x20 && whole[0] !== 0x20 ? bytes.slice(1) : bytes;
        expect(whole.subarray(0, unspaced.length).equals(Uint8Array.from(unspaced))).toBe(true);
      }),
      { seed: 5 },
    );
  });

  it('shows nothing from a redaction on', () => {
    const tokens = ['I pay with', ' 4111', ' 1111', ', yes', '.'].map((text) => [...Buffer.from(text)]);
    expect(textOf(shown(tokens, ['I pay ', 'with [CARD_1], yes', '.']))).toBe('I pay with');
  });

  it('takes the space with which an answer begins for taken away', () => {
    const tokens = [' Hello', ' there'].map((text) => [...Buffer.from(text)]);
    expect(textOf(shown(tokens, ['Hel', 'lo there']))).toBe(' Hello there');
  });

  it('tells the approved text before each token', () => {
    const approved = new ModeratedTokens();
    approved.wait(['a', 'bé', 'c'].map((text) => tokenOf([...Buffer.from(text)])));
    expect(approved.release('abéc').map(({ before }) => before)).toEqual(['', 'a', 'abé']);
  });
});
