import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import wholeTextTokenizer from 'mistral-tokenizer-js';
import { readGolden } from '../../golden/read-golden.js';
import { loadMistralTokenizer } from './load-mistral-tokenizer.js';

describe.each(['v1', 'v2', 'v3'] as const)('the vocabulary %s', (version) => {
  const rows = readGolden('texts');

  it('gives the ids of SentencePiece', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    for (const { text, [version]: tokens } of rows) {
      expect({ text, tokens: tokenizer.encode(text).tokens }).toEqual({ text, tokens });
    }
  });

  it('gives byte lengths that add up to the text and its prefix space', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    for (const { text } of rows) {
      const read = text.replaceAll('\u2581', ' ');
      const { tokens, byteLengths } = tokenizer.encode(text);
      expect(byteLengths).toHaveLength(tokens.length);
      const total = byteLengths.reduce((sum, length) => sum + length, 0);
      expect({ text, total }).toEqual({ text, total: text === '' ? 0 : Buffer.byteLength(read) + 1 });
    }
  });

  it('decodes its ids to the text with the prefix space', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    for (const { text } of rows) {
      expect(tokenizer.decode(tokenizer.encode(text).tokens)).toBe(
        text === '' ? '' : ` ${text.replaceAll('\u2581', ' ')}`,
      );
    }
  });

  it('never gives a control token for text, and renders control tokens as their text', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    const controls = new Set(tokenizer.controlTokens.values());
    for (const [text, token] of tokenizer.controlTokens) {
      expect(tokenizer.encode(`a${text}b`).tokens.filter((id) => controls.has(id))).toEqual([]);
      expect(tokenizer.decode([token])).toBe(text);
    }
  });

  it('reads half a character as U+FFFD', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    expect(tokenizer.encode('a\ud83db')).toEqual(tokenizer.encode('a\ufffdb'));
  });

  it('decodes bytes that are no UTF-8 to U+FFFD', async () => {
    const tokenizer = await loadMistralTokenizer(version);
    const { tokens } = tokenizer.encode('🦙');
    expect(tokenizer.decode(tokens.slice(0, 3))).toBe(' \ufffd');
    expect(tokenizer.decode([tokens[1] as number, ...tokenizer.encode('a').tokens])).toBe('\ufffd a');
  });

  it.each([-1, 1.5, 99_999, Number.NaN])('refuses to decode the id %p', async (token) => {
    const tokenizer = await loadMistralTokenizer(version);
    expect(() => tokenizer.decode([token])).toThrow(expect.objectContaining({ code: 'UNKNOWN_TOKEN', token }));
  });
});

describe('MistralTokenizer', () => {
  it('encodes a text independently of the texts before it', async () => {
    const tokenizer = await loadMistralTokenizer('v1');
    const before = tokenizer.encode('The same words, again.');
    // More words than the cache holds.
    for (let index = 0; index < 20_000; index++) tokenizer.encode(`w${index}`);
    expect(tokenizer.encode('The same words, again.')).toEqual(before);
  });

  it('encodes long text without a space', async () => {
    const tokenizer = await loadMistralTokenizer('v1');
    const { byteLengths } = tokenizer.encode('a'.repeat(100_000));
    expect(byteLengths.reduce((sum, length) => sum + length, 0)).toBe(100_001);
  });

  it('gives the same ids as encoding the whole text at once', async () => {
    const tokenizer = await loadMistralTokenizer('v1');
    const text = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom(' ', '  ', '\n', '[', '[/', 'INST', '▁', 'the', '\t', '</s>'),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        expect(tokenizer.encode(one).tokens).toEqual(wholeTextTokenizer.encode(one, false, true));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
