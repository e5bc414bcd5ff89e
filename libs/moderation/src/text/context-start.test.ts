import { describe, expect, it } from '@jest/globals';

import { findContextStart } from './context-start.js';

describe('findContextStart', () => {
  it.each<[string, string, number, string]>([
    ['counts letters', 'old words', 5, 'words'],
    ['counts one space as one character', 'old words', 7, 'd words'],
    ['counts a run of blank lines as one character', `old words${'\n \n'.repeat(10)}`, 6, `words${'\n \n'.repeat(10)}`],
    ['counts invisible characters between letters as one gap', `ab\u200b\u200b\u200bcd`, 4, `b\u200b\u200b\u200bcd`],
    ['counts a run of emoji as one gap', `ab${'🎉'.repeat(3)}`, 4, `ab${'🎉'.repeat(3)}`],
    ['keeps a character whole', 'a𝒳b', 2, '𝒳b'],
    ['takes nothing when nothing is asked for', 'abc', 0, ''],
    ['takes all of a short text', 'abc', 10, 'abc'],
    ['takes at most 8 times as much', `words${'\n'.repeat(100)}`, 3, '\n'.repeat(24)],
  ])('%s', (_, text, characters, context) => {
    expect(text.slice(findContextStart(text, text.length, characters))).toBe(context);
  });
});
