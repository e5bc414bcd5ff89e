import { describe, expect, it } from '@jest/globals';
import { findReservedName } from './reserved-name.js';

describe('findReservedName', () => {
  it.each([
    ['{"__proto__":1}', ['__proto__']],
    ['{"a":[{},{"b":{"__proto__":{}}}]}', ['a', 1, 'b', '__proto__']],
    [String.raw`{"\u005f_proto\u005f_":1}`, ['__proto__']],
    ['[[{"__proto__":null}]]', [0, 0, '__proto__']],
  ])('finds the name in %s', (text, path) => {
    expect(findReservedName(JSON.parse(text))).toEqual(path);
  });

  it.each(['{"a":"__proto__"}', '["__proto__"]', '{"proto":{"constructor":1}}', 'null', '5', '[]'])(
    'finds none in %s',
    (text) => {
      expect(findReservedName(JSON.parse(text))).toBeUndefined();
    },
  );
});
