import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type JsonObject, type JsonValue } from '../contract/json.js';
import { containsJson, containsWords, matchesFilter } from './json-filter.js';

describe('containsJson', () => {
  const cases: readonly { readonly value: JsonValue; readonly part: JsonValue; readonly contains: boolean }[] = [
    { value: { a: 1, b: 2 }, part: {}, contains: true },
    { value: { a: 1, b: 2 }, part: { a: 1 }, contains: true },
    { value: { a: 1 }, part: { a: '1' }, contains: false },
    { value: { a: { b: { c: null, d: 1 } } }, part: { a: { b: { c: null } } }, contains: true },
    { value: { a: 1 }, part: { b: null }, contains: false },
    { value: [1, 2, 3], part: [3, 1], contains: true },
    { value: [{ b: 1, a: 2 }], part: [{ a: 2, b: 1 }], contains: true },
    { value: [1], part: 1, contains: false },
    { value: { a: [1] }, part: { a: {} }, contains: false },
    { value: {}, part: { toString: {} }, contains: false },
    { value: 'a', part: 'a', contains: true },
  ];
  it.each(cases)('is $contains for $part in $value', ({ value, part, contains }) => {
    expect(containsJson(value, part)).toBe(contains);
  });

  it('finds each value in itself', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => containsJson(value as JsonValue, value as JsonValue)),
      {
        numRuns: 200,
        seed: 3,
      },
    );
  });

  it('is false for a part that is nested without end', () => {
    let deep: JsonObject = {};
    for (let depth = 0; depth < 1000; depth += 1) deep = { deep };
    expect(containsJson(deep, deep)).toBe(false);
  });
});

describe('matchesFilter', () => {
  const value = { n: 2, text: 'b', deep: { a: 1, b: 2 }, none: null };
  const cases: readonly { readonly filter: JsonObject; readonly matches: boolean }[] = [
    { filter: {}, matches: true },
    { filter: { n: 2, deep: { a: 1 } }, matches: true },
    { filter: { n: { $eq: 2 } }, matches: true },
    { filter: { deep: { $eq: { b: 2, a: 1 } } }, matches: true },
    { filter: { deep: { $eq: { a: 1 } } }, matches: false },
    { filter: { missing: { $eq: null } }, matches: false },
    { filter: { missing: { $ne: 1 } }, matches: true },
    { filter: { none: null }, matches: true },
    { filter: { n: { $gt: 1, $lt: 3 } }, matches: true },
    { filter: { n: { $gt: 2 } }, matches: false },
    { filter: { n: { $gte: '1' } }, matches: false },
    { filter: { text: { $gte: 'a', $lte: 'b' } }, matches: true },
    { filter: { n: { $where: 'true' } }, matches: false },
    { filter: { n: { $toString: 1 } }, matches: false },
  ];
  it.each(cases)('is $matches for $filter', ({ filter, matches }) => {
    expect(matchesFilter(value, filter)).toBe(matches);
  });
});

describe('containsWords', () => {
  it.each([
    ['', true],
    ['GREEN  tea', true],
    ['tea 7', true],
    ['coffee', false],
    ['name', false],
  ])('looks for "%s" in texts and numbers, not in names', (query, contains) => {
    expect(containsWords({ name1: ['Green', { name2: 'Tea, hot' }], count: 7 }, query)).toBe(contains);
  });
});
