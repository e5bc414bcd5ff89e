import { describe, expect, it } from '@jest/globals';

import { findNameClash } from './redacted-name.js';

describe('findNameClash', () => {
  it.each([
    ['no tools', [], [], undefined],
    ['names that stay different', ['a', 'b'], ['a', 'redacted'], undefined],
    ['one tool that is called twice', ['a', 'a'], ['redacted', 'redacted'], undefined],
    ['two names that became one', ['a', 'b', 'c'], ['redacted', 'b', 'redacted'], { index: 2, earlierIndex: 0 }],
    [
      'a name that became that of another tool',
      ['redacted', 'b'],
      ['redacted', 'redacted'],
      { index: 1, earlierIndex: 0 },
    ],
  ])('reports the clash, if any, of %s', (_, given, moderated, clash) => {
    expect(findNameClash(given, moderated)).toEqual(clash);
  });
});
