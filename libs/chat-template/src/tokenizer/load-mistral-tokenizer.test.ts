import { expect, it, jest } from '@jest/globals';
import { loadMistralTokenizer } from './load-mistral-tokenizer.js';

jest.unstable_mockModule('mistral-tokenizer-js', () => ({
  default: { vocabById: ['<unk>', '<s>', '</s>'], encode: () => [] },
}));

it('loadMistralTokenizer refuses a package with another vocabulary, and tries again later', async () => {
  const refusal = expect.objectContaining({
    code: 'VOCABULARY_NOT_USABLE',
    message: expect.stringContaining('mistral-tokenizer-js'),
  });
  await expect(loadMistralTokenizer('v1')).rejects.toEqual(refusal);
  // A failure is not cached.
  await expect(loadMistralTokenizer('v3')).rejects.toEqual(refusal);
});
