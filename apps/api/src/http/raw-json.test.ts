import { describe, expect, it } from '@jest/globals';
import { RawJson, stringifyWithRawJson } from './raw-json.js';

describe('stringifyWithRawJson', () => {
  it('keeps the digits of numbers that are given as text', () => {
    const value = { a: [new RawJson('12345678901234567890')], b: new RawJson('{ "c": 1.10, "d": "$& \\"" }'), e: '1' };
    expect(stringifyWithRawJson(value)).toBe('{"a":[12345678901234567890],"b":{ "c": 1.10, "d": "$& \\"" },"e":"1"}');
  });

  it('writes other values as JSON.stringify does', () => {
    const value = { a: [1, 'Ünï "quoted"', null, undefined, { toJSON: () => 'b' }], c: undefined };
    expect(stringifyWithRawJson(value)).toBe(JSON.stringify(value));
  });

  it('refuses a text that would break the text around it', () => {
    expect(() => new RawJson('{}, "b": 1')).toThrow(SyntaxError);
  });
});
