import { describe, expect, it } from '@jest/globals';
import { UnsupportedVocabularyError } from '../../../errors/index.js';
import { TokenType, readTokenBytes } from './token-bytes.js';

const decodePiece = (model: string, piece: string, type: number) =>
  new TextDecoder().decode(readTokenBytes({ model, tokens: [piece], types: [type] })(0));

describe('readTokenBytes', () => {
  it.each([
    { model: 'llama', piece: '▁the', type: TokenType.Normal, text: ' the' },
    { model: 'llama', piece: '<0x41>', type: TokenType.Byte, text: 'A' },
    { model: 'llama', piece: '</s>', type: TokenType.Control, text: '' },
    { model: 'llama', piece: '<tool>', type: TokenType.UserDefined, text: '<tool>' },
    { model: 'gpt2', piece: 'Ġthe', type: TokenType.Normal, text: ' the' },
    { model: 'gpt2', piece: 'Ċ', type: TokenType.Normal, text: '\n' },
    { model: 'gpt2', piece: 'Ã©', type: TokenType.Normal, text: 'é' },
    { model: 'gpt2', piece: 'é漢', type: TokenType.Normal, text: 'é漢' },
    { model: 'gpt2', piece: '<|im_end|>', type: TokenType.Control, text: '' },
  ])('reads $piece of $model as "$text"', ({ model, piece, type, text }) => {
    expect(decodePiece(model, piece, type)).toBe(text);
  });

  it('refuses a vocabulary that it cannot read', () => {
    expect(() => readTokenBytes({ model: 'bert', tokens: [], types: [] })).toThrow(UnsupportedVocabularyError);
  });
});
