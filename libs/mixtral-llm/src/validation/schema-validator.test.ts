import { describe, expect, it } from '@jest/globals';
import { SchemaValidator } from './schema-validator.js';
import { OutOfTimeError, runWithinTime } from './within-time.js';

const text = { type: 'string' };

describe('SchemaValidator', () => {
  it.each<
    readonly [string, object | boolean, readonly unknown[], readonly (readonly [value: unknown, keyword: string])[]]
  >([
    ['a format', { ...text, format: 'uri' }, ['https://example.com/a?b#c'], [['example', 'format']]],
    ['hostname', { ...text, format: 'hostname' }, ['a.example'], [['a b', 'format']]],
    ['uniqueItems', { type: 'array', uniqueItems: true }, [[1, 2]], [[[1, 1], 'uniqueItems']]],
    ['not', { not: { const: 'a' } }, ['b'], [['a', 'not']]],
    ['if', { if: { const: 1 }, then: false }, [2], [[1, 'false']]],
    ['contains', { contains: { const: 1 } }, [[0, 1]], [[[0], 'contains']]],
    ['patternProperties', { patternProperties: { '^x': text } }, [{ x: '' }], [[{ x: 1 }, 'type']]],
    [
      'dependencies of draft 7',
      { dependencies: { a: ['b'] } },
      [{ a: 1, b: 1 }, {}],
      [[{ a: 1 }, 'dependentRequired']],
    ],
    ['bounds of draft 4', { minimum: 1, exclusiveMinimum: true }, [2], [[1, 'exclusiveMinimum']]],
    ['tuples of draft 7', { items: [text], additionalItems: false }, [['a']], [[['a', 'b'], 'false']]],
    ['a pattern that looks ahead', { pattern: '^(?=.*\\d)(?=.*[a-z]).{4,}$' }, ['abc1'], [['abcd', 'pattern']]],
    [
      'recursion',
      { properties: { a: { $ref: '#' } }, required: ['b'] },
      [{ b: 1, a: { b: 1 } }],
      [[{ b: 1, a: {} }, 'required']],
    ],
    ['an unknown format', { ...text, format: 'celsius' }, ['warm'], [[1, 'type']]],
    ['a remote reference', { $ref: 'https://example.com/a.json', type: 'string' }, ['a'], [[1, 'type']]],
    ['false', false, [], [[1, 'false']]],
  ])('checks %s', (_, schema, met, unmet) => {
    const validator = new SchemaValidator(schema);
    for (const value of met) expect(validator.validate(value)).toEqual({ status: 'met' });
    for (const [value, keyword] of unmet) expect(validator.validate(value)).toEqual({ status: 'unmet', keyword });
  });

  it('gives up on patterns, alternatives and references without an end', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => {
        const next = { $ref: `#/$defs/s${index + 1}` };
        return [`s${index}`, { oneOf: [next, next] }];
      }),
    );
    for (const schema of [
      { pattern: '^(a+)+$' },
      { pattern: '^(?=(a|aa)+$)(a|aa)+b' },
      { $ref: '#/$defs/s0', $defs: { ...doubling, s40: text } },
      { allOf: [{ $ref: '#' }] },
    ]) {
      const validator = new SchemaValidator(schema);
      for (let attempt = 0; attempt < 2; attempt++)
        expect(validator.validate(`${'a'.repeat(100)}!`)).toEqual({ status: 'unchecked' });
    }
  });

  it('does not change the schema', () => {
    const schema = { properties: { a: { $ref: '#/definitions/b' } }, definitions: { b: text } };
    const before = JSON.stringify(schema);
    new SchemaValidator(schema).validate({ a: 1 });
    expect(JSON.stringify(schema)).toBe(before);
  });
});

describe('runWithinTime', () => {
  it('returns the result of a step, and throws its error', () => {
    expect(runWithinTime(1000, () => 1)).toBe(1);
    expect(runWithinTime(1000, () => undefined)).toBeUndefined();
    expect(() => runWithinTime(1000, () => JSON.parse('{') as unknown)).toThrow(SyntaxError);
  });

  it('stops a step that takes too long', () => {
    const endless = (): void => {
      for (;;);
    };
    expect(() => runWithinTime(5, endless)).toThrow(OutOfTimeError);
    expect(runWithinTime(1000, () => 2)).toBe(2);
  });
});
