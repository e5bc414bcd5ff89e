import { describe, expect, it } from '@jest/globals';

import { limitRows } from './evaluation-set.js';
import { toLengthGroup, toToolFamily } from './held-back-sets.js';
import { languages, readWrittenSets } from './written-sets.js';

describe('the sets that were written for the evaluation', () => {
  it('hold 200 requests of 20 kinds, with a harmless twin each, and no text twice', async () => {
    const dangerous = (await readWrittenSets()).find(({ name }) => name === 'dangerous')?.rows ?? [];
    for (const isPositive of [true, false]) {
      const rows = dangerous.filter((row) => row.isPositive === isPositive);
      expect(rows).toHaveLength(200);
      expect(new Set(rows.map(({ group }) => group)).size).toBe(20);
    }
    expect(new Set(dangerous.map(({ text }) => text.toLowerCase())).size).toBe(400);
  });

  it('hold 60 harmful and 60 harmless texts in each of six languages, line by line', async () => {
    const rows = (await readWrittenSets()).find(({ name }) => name === 'languages')?.rows ?? [];
    for (const language of languages) {
      const own = rows.filter(({ group }) => group === language);
      expect(own.filter(({ isPositive }) => isPositive)).toHaveLength(60);
      expect(own.filter(({ isPositive }) => !isPositive)).toHaveLength(60);
      expect(new Set(own.map(({ text }) => text)).size).toBe(120);
      expect(own.map(({ line }) => line)).toEqual(Array.from({ length: 120 }, (_, line) => line));
    }
  });

  it('keep translations together when rows are drawn, and draw the same again', async () => {
    const set = (await readWrittenSets()).find(({ name }) => name === 'languages');
    if (set === undefined) throw new Error('There is no set of languages.');
    const { rows } = limitRows(set, 36);
    expect(rows).toHaveLength(36);
    expect(new Set(rows.map(({ line }) => line)).size).toBe(6);
    expect(limitRows(set, 36).rows).toEqual(rows);
  });
});

describe('the rows that are held back', () => {
  it.each([
    ['a'.repeat(99), 'under 100 characters'],
    ['a'.repeat(100), '100 to 400 characters'],
    ['a'.repeat(400), '100 to 400 characters'],
    ['a'.repeat(401), 'over 400 characters'],
  ])('are grouped by length', (text, group) => {
    expect(toLengthGroup(text)).toBe(group);
  });

  it('are of one family when their starts differ in signs and case only', () => {
    const start = 'The certificate was uploaded by the owner of the account';
    expect(toToolFamily(`"${start.toUpperCase()}": 12`)).toBe(toToolFamily(`${start}, and then`));
    expect(toToolFamily(start)).not.toBe(toToolFamily(`No. ${start}`));
  });
});
