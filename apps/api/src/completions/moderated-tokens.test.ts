import { describe, expect, it } from '@jest/globals';
import { type ChosenTokenLogprob } from '@leeward/mixtral-llm';
import fc from 'fast-check';
import { ModeratedTokens } from './moderated-tokens.js';

const toToken = (bytes: readonly number[]): ChosenTokenLogprob => ({ token: 1, bytes, logprob: -1, top: [] });
const toText = (bytes: readonly number[]) => Buffer.from(bytes).toString();

/** Bytes in pieces of given sizes, the rest as the last one. */
function cut(bytes: readonly number[], sizes: readonly number[]): number[][] {
  const pieces: number[][] = [];
  let start = 0;
  for (const size of sizes) pieces.push(bytes.slice(start, (start += size)));
  return [...pieces, bytes.slice(start)].filter((piece) => piece.length > 0);
}

/** The bytes of the tokens that are shown when a text is released in pieces. */
function toShownBytes(tokens: readonly number[][], released: readonly string[]): number[] {
  const moderated = new ModeratedTokens();
  moderated.add(tokens.map(toToken));
  return released.flatMap((text) => moderated.release(text)).flatMap(({ token }) => token.bytes);
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }));
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.toWellFormed());

describe('ModeratedTokens', () => {
  it('shows every token of a text that is released as it was written, however both are cut', () => {
    fc.assert(
      fc.property(anyText, sizes, sizes, (text, tokenSizes, textSizes) => {
        const bytes = [...Buffer.from(text)];
        const released = cut(
          [...text].map((_, index) => index),
          textSizes,
        ).map((indices) => indices.map((index) => [...text][index]).join(''));
        expect(toShownBytes(cut(bytes, tokenSizes), released)).toEqual(bytes);
      }),
      { seed: 5 },
    );
  });

  it('never shows a byte that was not released', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 5 }), sizes, (text, released, tokenSizes) => {
        const bytes = toShownBytes(cut([...Buffer.from(text)], tokenSizes), released);
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
    expect(toText(toShownBytes(tokens, ['I pay ', 'with [CARD_1], yes', '.']))).toBe('I pay with');
  });

  it('shows the first token although templates take away the space before it', () => {
    const tokens = [' Hello', ' there'].map((text) => [...Buffer.from(text)]);
    expect(toText(toShownBytes(tokens, ['Hel', 'lo there']))).toBe(' Hello there');
  });

  it('gives the moderated text before each token', () => {
    const moderated = new ModeratedTokens();
    moderated.add(['a', 'bé', 'c'].map((text) => toToken([...Buffer.from(text)])));
    expect(moderated.release('abéc').map(({ before }) => before)).toEqual(['', 'a', 'abé']);
  });
});
