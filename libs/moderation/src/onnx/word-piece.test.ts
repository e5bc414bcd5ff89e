import { describe, expect, it } from '@jest/globals';
import { WordPieceTokenizer } from './word-piece.js';

/** A vocabulary as a GGUF file has it: `▁` marks the start of a word. The ids are the positions. */
const pieces = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '▁the',
  '▁cat',
  's',
  '▁caf',
  'e',
  '▁.',
  '▁[',
  '▁]',
  '▁cl',
  '▁中',
  '▁国',
  '▁ος',
];
const special = { cls: 2, seperator: 3, unknown: 1 };

const createTokenizer = (changes: Record<string, unknown> = {}) =>
  new WordPieceTokenizer({
    metadata: new Map(
      Object.entries({
        'tokenizer.ggml.model': 'bert',
        'tokenizer.ggml.tokens': pieces,
        ...Object.fromEntries(Object.entries(special).map(([name, id]) => [`tokenizer.ggml.${name}_token_id`, id])),
        ...changes,
      }),
    ) as never,
  });

describe('WordPieceTokenizer', () => {
  const tokenizer = createTokenizer();

  it.each([
    ['takes the longest pieces of each word', 'the cats', ['▁the', '▁cat', 's']],
    ['reads upper case, tabs and line ends', 'THE\t\n Cat', ['▁the', '▁cat']],
    ['reads accents as none, written either way', 'café cafe\u0301', ['▁caf', 'e', '▁caf', 'e']],
    ['drops selectors, enclosing marks and invisible characters', 'ca\u200bt\ufe0f\u20e3', ['▁cat']],
    ['takes punctuation and ideographs for words', 'cat.中国', ['▁cat', '▁.', '▁中', '▁国']],
    ['takes a word without pieces for one unknown token', 'the catx dog', ['▁the', '[UNK]', '[UNK]']],
    ['does not read the name of a special token as one', '[CLS]', ['▁[', '▁cl', 's', '▁]']],
    ['lowers a sigma at the end of a word as any other', 'ΟΣ', ['[UNK]']],
    ['gives only the special tokens for a text without words', ' \u0000 ', []],
  ])('%s', (_, text, expected) => {
    const inside = tokenizer.encode(text, 100)?.slice(1, -1);
    expect(inside?.map((id) => pieces[id])).toEqual(expected);
  });

  it('counts the special tokens, and gives nothing for a text with more tokens', () => {
    expect(tokenizer.encode('the the', 4)).toEqual([2, 4, 4, 3]);
    expect(tokenizer.encode('the the the', 4)).toBeUndefined();
    expect(tokenizer.encode(`cat${'s'.repeat(100_000)}`, 256)).toBeUndefined();
  });

  it.each([
    ['another model of tokens', { 'tokenizer.ggml.model': 'llama' }, 'it has no vocabulary of WordPiece'],
    ['no token for unknown words', { 'tokenizer.ggml.unknown_token_id': undefined }, 'has no token "unknown"'],
  ])('refuses a file with %s', (_, changes, message) => {
    expect(() => createTokenizer(changes)).toThrow(message);
  });
});
