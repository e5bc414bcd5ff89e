import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPage, repository } from '../../docs/markdown.js';
import { toTitle } from './client-suite.js';
import { javascriptPage, pythonPage, toPage } from './clients-page.js';

describe.each([javascriptPage, pythonPage])('$path', (page) => {
  it('has every row of every client, and none that fails', () => {
    // After a change: npm run check:clients
    expect(readPage(page.path)).toBe(toPage(page));
  });

  it('has no two rows with one title', () => {
    const titles = Object.values(page.suites).flatMap(({ title, rows }) =>
      Object.values(rows).map((row) => `${title} ${toTitle(row)}`),
    );
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('says which rows fail', () => {
    const [[suite = '', { rows }] = ['', { rows: {} }]] = Object.entries(page.suites);
    const [first] = Object.keys(rows);
    const text = toPage(page, (...ids) => ids[0] === suite && ids[1] === first);
    expect(text.match(/\*\*fails\*\*/g)).toHaveLength(1);
  });

  it.each(Object.values(page.suites))('names tests that exist: $test', ({ test }) => {
    expect(existsSync(join(repository, test))).toBe(true);
  });
});
