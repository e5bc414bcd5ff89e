import { describe, expect, it } from '@jest/globals';
import { type Token } from 'node-llama-cpp';
import { lookUpContinuation } from './prompt-lookup.js';

describe('lookUpContinuation', () => {
  it.each([
    ['what followed', [1, 2, 3, 4, 5, 9, 1, 2, 3], 2, [4, 5]],
    ['what followed last', [1, 2, 7, 1, 2, 8, 1, 2], 1, [8]],
    ['what followed the longest run', [0, 1, 2, 3, 7, 5, 2, 3, 8, 1, 2, 3], 1, [7]],
    ['no more than there is', [5, 6, 5, 6], 9, [5, 6]],
    ['as much as there is', [7, 7, 7, 7, 7, 7, 7], 3, [7, 7, 7]],
    ['nothing for a new end', [1, 2, 3, 4], 3, []],
    ['nothing for a single token', [1, 2, 1], 3, []],
    ['nothing when none is wanted', [1, 2, 1, 2], 0, []],
    ['nothing for nothing', [], 3, []],
  ])('predicts %s', (_, tokens, limit, expected) => {
    expect(lookUpContinuation(tokens as Token[], limit)).toEqual(expected);
  });
});
