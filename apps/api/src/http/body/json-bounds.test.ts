import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findExcess, requestBounds } from './json-bounds.js';

const find = (text: string, bounds: Partial<typeof requestBounds>) =>
  findExcess(Buffer.from(text), { ...requestBounds, ...bounds });

/** Counts levels and values in the parsed value. */
function measure(value: unknown): { levels: number; values: number } {
  if (typeof value !== 'object' || value === null) return { levels: 0, values: 0 };
  const inner = Object.values(value).map(measure);
  return {
    levels: 1 + Math.max(0, ...inner.map(({ levels }) => levels)),
    values: Math.max(1, inner.length) + inner.reduce((sum, { values }) => sum + values, 0),
  };
}

describe('findExcess', () => {
  it.each([
    { text: '[[1]]', levels: 1, path: [0], byte: 1 },
    { text: '{"a": [1, {"b": [2]}]}', levels: 3, path: ['a', 1, 'b'], byte: 16 },
    { text: '{"a": 1, "b": {"c": "d", "e": {}}}', levels: 2, path: ['b', 'e'], byte: 30 },
    { text: '{"a": ["[[[", "\\"[[["], "\\u0062": {"c": []}}', levels: 2, path: ['b', 'c'], byte: 40 },
    { text: '["[", [[', levels: 2, path: [1, 0], byte: 7 },
  ])('finds the location where $text is deeper than $levels', ({ text, levels, path, byte }) => {
    expect(find(text, { levels })).toEqual({ bound: 'levels', path, byte });
  });

  it('finds the location where there are too many values', () => {
    expect(find('{"a": [1, 2, 3], "b": 4}', { values: 3 })).toEqual({ bound: 'values', path: ['a', 2], byte: 11 });
    expect(find('{"a": [1, 2, 3], "b": 4}', { values: 5 })).toBeUndefined();
    expect(find('{"a": [{"b": 1}, {}]}', { values: 4 })).toEqual({ bound: 'values', path: ['a', 1], byte: 17 });
  });

  it('finds an excess in any JSON exactly when there is one', () => {
    const texts = fc
      .jsonValue({ maxDepth: 6 })
      .chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, undefined, 2)));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }), (text, levels, values) => {
        const has = measure(JSON.parse(text));
        expect(find(text, { levels })?.bound).toBe(has.levels > levels ? 'levels' : undefined);
        expect(find(text, { values })?.bound).toBe(has.values > values ? 'values' : undefined);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  it('returns for any bytes, whether they are JSON or not', () => {
    const pieces = fc
      .array(fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '1', 'é', '\u0000'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pieces, (text) => {
        const excess = find(text, { levels: 3, values: 8 });
        expect(excess === undefined || (excess.byte < Buffer.byteLength(text) && excess.path.length <= 3)).toBe(true);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});
