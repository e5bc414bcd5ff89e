import { describe, expect, it } from '@jest/globals';
import { UnsupportedVocabularyError } from '../../../errors/index.js';
import { tokenType } from '../../../gguf/token-type.js';
import { readTokenBytes } from './token-bytes.js';

const decodePiece = (model: string, piece: string, type: number) =>
  new TextDecoder().decode(readTokenBytes({ model, tokens: [piece], types: [type] })(0));

describe('readTokenBytes', () => {
  it.each([
    { model: 'llama', piece: '▁the', type: tokenType.normal, text: ' the' },
    { model: 'llama', piece: '<0x41>', type: tokenType.byte, text: 'A' },
    { model: 'llama', piece: '</s>', type: tokenType.control, text: '' },
    { model: 'llama', piece: '<tool>', type: tokenType.userDefined, text: '<tool>' },
    { model: 'gpt2', piece: 'Ġthe', type: tokenType.normal, text: ' the' },
    { model: 'gpt2', piece: 'Ċ', type: tokenType.normal, text: '\n' },
    { model: 'gpt2', piece: 'Ã©', type: tokenType.normal, text: 'é' },
    { model: 'gpt2', piece: 'é漢', type: tokenType.normal, text: 'é漢' },
    { model: 'gpt2', piece: '<|im_end|>', type: tokenType.control, text: '' },
  ])('reads $piece of $model as "$text"', ({ model, piece, type, text }) => {
    expect(decodePiece(model, piece, type)).toBe(text);
  });

  it('refuses a vocabulary that it cannot read', () => {
    expect(() => readTokenBytes({ model: 'bert', tokens: [], types: [] })).toThrow(UnsupportedVocabularyError);
  });
});
