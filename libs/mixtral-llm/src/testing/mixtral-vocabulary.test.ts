import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { mixtralVocabulary } from './mixtral-vocabulary.js';

describe('mixtralVocabulary', () => {
  const { tokens, scores, types } = mixtralVocabulary();

  // This digest was computed when all 32,000 pieces, scores and types were equal to those of the reference SentencePiece model
  // (mistral-common's tokenizer.model.v1, SHA-256 dadfd56d766715c61d2ef780a525ab43b8e6da4de6865bda3d95fdef5e134055).
  it('is the reference vocabulary', () => {
    const digest = createHash('sha256').update(JSON.stringify({ tokens, scores, types })).digest('hex');
    expect(digest).toBe('855dd54d9b3c5f3924df5ca7759f9c694df8bdcb8fe84de25903ef86bfe6ee3d');
  });

  it.each([
    [0, '<unk>', 0, 2],
    [1, '<s>', 0, 3],
    [2, '</s>', 0, 3],
    [3, '<0x00>', 0, 6],
    [258, '<0xFF>', 0, 6],
    [259, '▁▁', -1e9, 1],
    [264, '▁a', -5, 1],
    [733, '▁[', -474, 1],
    [16289, 'INST', -16030, 1],
    [28705, '▁', -1e9, 1],
    [31999, '梦', -31740, 1],
  ])('has at %i the piece %s', (id, piece, score, type) => {
    expect([tokens[id], scores[id], types[id]]).toEqual([piece, score, type]);
  });

  it('never merges runs of spaces', () => {
    expect(scores.filter((score) => score === -1e9)).toHaveLength(15);
  });
});
