import { describe, expect, it } from '@jest/globals';

import { measureLengthLeak } from '../length-leak.js';
import { makePairs } from './make-pairs.js';
import { readPairLines } from './pair-texts.js';

const rows = makePairs();

describe('makePairs', () => {
  it('gives every pair a harmless text without categories and a harmful one with some', () => {
    const harmless = rows.filter(({ harmful }) => harmful === 0);
    const twins = new Map(rows.filter(({ harmful }) => harmful === 1).map((row) => [row.pair, row]));
    const wrong = harmless.filter(({ pair, role, categories }) => {
      const twin = twins.get(pair);
      return twin?.role !== role || twin.categories.length === 0 || categories.length > 0;
    });
    expect(new Set(harmless.map(({ pair }) => pair)).size).toBe(rows.length / 2);
    expect(twins.size).toBe(rows.length / 2);
    expect(twins.size).toBeGreaterThan(2_000);
    expect(wrong).toEqual([]);
  });

  it('repeats no text and leaves no place unfilled', () => {
    expect(new Set(rows.map(({ text }) => text)).size).toBe(rows.length);
    expect(rows.filter(({ text }) => /[{|}$]/.test(text.replace('[ ]', '')) || text.trim() === '')).toEqual([]);
  });

  it('gives the same rows each time', () => {
    expect(JSON.stringify(makePairs())).toBe(JSON.stringify(rows));
  });

  it.each(['user', 'assistant', 'text'] as const)('hides the harm of %s texts from their length', (role) => {
    const ofRole = rows.filter((row) => row.role === role);
    const leak = measureLengthLeak(ofRole.map(({ text, harmful }) => ({ text, isPositive: harmful === 1 })));
    expect(Math.abs(leak - 0.5)).toBeLessThan(0.03);
  });

  it('has more messages written one by one than the frames alone would give', () => {
    expect(readPairLines('message').length).toBeGreaterThan(600);
  });
});
