import { describe, expect, it } from '@jest/globals';
import { type Token } from 'node-llama-cpp';
import { lookUpContinuation } from './prompt-lookup.js';

describe('lookUpContinuation', () => {
  it.each([
    ['the tokens after an earlier match', [1, 2, 3, 4, 5, 9, 1, 2, 3], 2, [4, 5]],
    ['the token after the latest match', [1, 2, 7, 1, 2, 8, 1, 2], 1, [8]],
    ['the token after the longest match', [0, 1, 2, 3, 7, 5, 2, 3, 8, 1, 2, 3], 1, [7]],
    ['fewer tokens when fewer follow the match', [5, 6, 5, 6], 9, [5, 6]],
    ['the full limit inside a repetition', [7, 7, 7, 7, 7, 7, 7], 3, [7, 7, 7]],
    ['no token for an end that occurs once', [1, 2, 3, 4], 3, []],
    ['no token when only a single token occurs again', [1, 2, 1], 3, []],
    ['no token with the limit 0', [1, 2, 1, 2], 0, []],
    ['no token for an empty text', [], 3, []],
  ])('predicts %s', (_, tokens, limit, expected) => {
    expect(lookUpContinuation(tokens as Token[], limit)).toEqual(expected);
  });
});
