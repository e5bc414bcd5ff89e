import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readEnvironment, settingNames } from './environment.js';

/** Reads the table of settings of a page: the second column by each name in the first. */
function readTable(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8');
  const section = /^## Settings$(.*?)^## /ms.exec(text)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| (`.+?) \| (.+?) \| .+ \|$/gm)];
  return new Map(
    rows.flatMap(([, names = '', value = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, value] as const),
    ),
  );
}

describe('the table of settings in docs/api.md', () => {
  const table = readTable('docs/api.md');

  it('lists every setting that is read, and no other', () => {
    expect([...table.keys()].sort()).toEqual([...settingNames].sort());
  });

  it.each(Object.entries(readEnvironment({})))('gives the default of %s', (name, value) => {
    expect(table.get(name)).toBe(`\`${value}\``);
  });

  it('agrees with the shorter table of the README', () => {
    const inReadme = [...readTable('README.md')];
    expect(inReadme.length).toBeGreaterThan(4);
    for (const [name, value] of inReadme) expect(value).toBe(table.get(name));
  });
});
