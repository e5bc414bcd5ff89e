import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExactJson, stringifyExactJson } from './exact-json.js';

describe('exact JSON', () => {
  it.each([
    '{"a":[12345678901234567890,-12345678901234567890],"b":9007199254740991}',
    '"12345678901234567890"',
    '{"12345678901234567890":"\\"12345678901234567890"}',
    '[9007199254740993,9007199254740992,100000000000000000000000,1.5]',
  ])('keeps every digit of the integers in %s', (text) => {
    expect(stringifyExactJson(parseExactJson(text))).toBe(text);
  });

  it('makes a bigint of an integer that would be rounded, and of no other number', () => {
    const value = parseExactJson('[12345678901234567890, 1234567890123456, 12345678901234567890.5, 1e20]');
    expect(value).toEqual([12345678901234567890n, 1234567890123456, 12345678901234567000, 1e20]);
  });

  it('reads and writes every other value as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
        expect(stringifyExactJson(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('refuses what is not JSON', () => {
    for (const text of ['12345678901234567890a', '{"a":0012345678901234567890}', '{12345678901234567890:1}', '']) {
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
    }
  });
});
