import { describe, expect, it } from '@jest/globals';
import { toPythonJson, toPythonString } from './python-json.js';

describe('JSON as Python writes it', () => {
  it.each([
    ['{"a":1,"b":[true,false,null]}', '{"a": 1, "b": [true, false, null]}'],
    [' {\t"a" :\n1 } \r\n', '{"a": 1}'],
    ['[]', '[]'],
    ['[ { } ]', '[{}]'],
    ['""', '""'],
    ['"é\\u00e9\\/\\u0001\\n\\u2028"', '"éé/\\u0001\\n\u2028"'],
    ['{"b":0,"1":0,"a":0}', '{"b": 0, "1": 0, "a": 0}'],
    ['{"a":1,"b":2,"a":3}', '{"a": 3, "b": 2}'],
    ['{"__proto__":1}', '{"__proto__": 1}'],
    ['{"":{"":""}}', '{"": {"": ""}}'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['1.0', '1.0'],
    ['100E-2', '1.0'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1.25e-7', '1.25e-07'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['5e-324', '5e-324'],
    ['1e400', 'Infinity'],
    ['[-Infinity,NaN]', '[-Infinity, NaN]'],
    ['"\\ud800"', '"\ufffd"'],
  ])('rewrites %s', (text, expected) => {
    expect(toPythonJson(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a"}',
    '{1:2}',
    '{NaN:1}',
    '01',
    '.5',
    '1.',
    '+1',
    '- 1',
    'nul',
    '1 2',
    "'a'",
    '"a',
    '"a\nb"',
    '"\\q"',
    '\ufeff1',
    '\u00a01',
    '// 1',
    '\\',
    '"\\',
  ])('does not accept %j as JSON', (text) => {
    expect(toPythonJson(text)).toBeUndefined();
  });

  it('writes deeply nested JSON', () => {
    const depth = 20_000;
    const text = `${'[['.repeat(depth)}${'],1]'.repeat(depth)}`;
    expect(toPythonJson(text)).toBe(`${'[['.repeat(depth)}${'], 1]'.repeat(depth)}`);
  });

  it('writes half a character as U+FFFD', () => {
    expect(toPythonString('a"\ud83d')).toBe('"a\\"\ufffd"');
  });
});
