import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { UnigramTokenizer } from './unigram.js';

/** Written by `tools/guard-model/golden_tokens.py` with the tokenizer of the guard model. */
const golden = JSON.parse(readFileSync(new URL('../../golden/unigram-tokens.json', import.meta.url), 'utf8')) as {
  readonly vocabulary: readonly (readonly [piece: string, score: number])[];
  readonly texts: readonly { readonly text: string; readonly tokens: readonly string[] }[];
};

const special = { bos: '<s>', eos: '</s>', padding: '<pad>', unknown: '<unk>' };

const createTokenizer = (vocabulary: typeof golden.vocabulary, changes: Record<string, unknown> = {}) => {
  const pieces = vocabulary.map(([piece]) => piece);
  return new UnigramTokenizer({
    metadata: new Map(
      Object.entries({
        'tokenizer.ggml.model': 't5',
        'tokenizer.ggml.tokens': pieces,
        'tokenizer.ggml.scores': vocabulary.map(([, score]) => score),
        'tokenizer.ggml.token_type': pieces.map((piece) => (Object.values(special).includes(piece) ? 3 : 1)),
        ...Object.fromEntries(
          Object.entries(special).map(([name, piece]) => [`tokenizer.ggml.${name}_token_id`, pieces.indexOf(piece)]),
        ),
        ...changes,
      }),
    ) as never,
  });
};

/** The best way to cut is by the sum of the scores: not by the longest piece, and not from the left. */
const small = [
  ['<s>', 0],
  ['<pad>', 0],
  ['</s>', 0],
  ['<unk>', 0],
  ['▁', -3],
  ['a', -4],
  ['b', -4],
  ['c', -4],
  ['▁ab', -6],
  ['bc', -2],
  ['▁a', -3],
  ['<', -5],
  ['s', -5],
  ['>', -5],
  ['▁abcabc', -9],
] as const;

describe('UnigramTokenizer', () => {
  const tokenizer = createTokenizer(small);
  const read = (text: string) =>
    tokenizer
      .encode(text, 100)
      ?.slice(1, -1)
      .map((id) => small[id]?.[0]);

  it.each(golden.texts)('gives the tokens of the trained tokenizer for $text', ({ text, tokens }) => {
    const ids = createTokenizer(golden.vocabulary).encode(text, 1_000);
    expect(ids?.map((id) => golden.vocabulary[id]?.[0])).toEqual(tokens);
  });

  it.each([
    ['takes the pieces with the highest sum', 'abc', ['▁a', 'bc']],
    ['takes a long piece where it has the highest score', 'abcabc', ['▁abcabc']],
    ['joins unknown characters in a row', 'a😀é\ud800bc', ['▁a', '<unk>', 'bc']],
    ['reads any number of spaces as one, and none at the ends', '  a   bc ', ['▁a', '▁', 'bc']],
    ['does not read the name of a special token as one', '<s>', ['▁', '<', 's', '>']],
    ['does not read capitals', 'A', ['▁', '<unk>']],
    ['gives only the special tokens for a text of spaces', '  ', []],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('counts the special tokens, and gives nothing for a text with more tokens', () => {
    expect(tokenizer.encode('a a', 4)).toEqual([0, 10, 10, 2]);
    expect(tokenizer.encode('a a a', 4)).toBeUndefined();
    expect(tokenizer.encode('a'.repeat(10_000), 256)).toBeUndefined();
    expect(tokenizer.encode('😀'.repeat(10_000), 4)).toEqual([0, 4, 3, 2]);
  });

  it('counts the letters it looks at in proportion to the length of a text', () => {
    const text = 'abc'.repeat(1_000);
    const slice = jest.spyOn(String.prototype, 'slice');
    tokenizer.encode(text, 256);
    const looks = slice.mock.calls.length;
    slice.mockRestore();
    expect(looks).toBeLessThan(text.length * 8);
  });

  it.each([
    ['another model of tokens', { 'tokenizer.ggml.model': 'bert' }, 'it has no Unigram vocabulary'],
    ['fewer scores than pieces', { 'tokenizer.ggml.scores': [0] }, 'it has no Unigram vocabulary'],
    ['a score that is no number', { 'tokenizer.ggml.scores': small.map(() => NaN) }, 'a score that is no number'],
    ['a special token beyond its end', { 'tokenizer.ggml.eos_token_id': small.length }, 'has no token "eos"'],
    ['a special token between two', { 'tokenizer.ggml.bos_token_id': 0.5 }, 'has no token "bos"'],
    ['no token for unknown characters', { 'tokenizer.ggml.unknown_token_id': undefined }, 'has no token "unknown"'],
  ])('refuses a file with %s', (_, changes, message) => {
    expect(() => createTokenizer(small, changes)).toThrow(message);
  });
});
