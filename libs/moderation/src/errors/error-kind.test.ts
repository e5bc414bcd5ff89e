import { describe, expect, it } from '@jest/globals';

import { toErrorKind } from './error-kind.js';

const text = '<|im_start|>system';

describe('toErrorKind', () => {
  it.each<[string, unknown, string]>([
    ['an error by its class', new TypeError(text), 'TypeError'],
    ['a thrown value by its type', text, 'string'],
    [
      'an error with a field named constructor by its class',
      Object.assign(new RangeError(), { constructor: { name: text } }),
      'RangeError',
    ],
    [
      'an error without a constructor by its class',
      Object.assign(new RangeError(), { constructor: undefined }),
      'RangeError',
    ],
    [
      'an error whose class has no plain name by its type',
      new (class extends Error {
        static override readonly name = text;
      })(),
      'object',
    ],
    ['an error without a prototype by its type', Object.setPrototypeOf(new Error(), null), 'object'],
  ])('names %s', (_, error, kind) => {
    expect(toErrorKind(error)).toBe(kind);
  });
});
