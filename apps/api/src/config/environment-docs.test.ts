import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readEnvironment, settingNames } from './environment.js';

/** The table of settings of a page: what stands in its second column, by each name in the first. */
function tableOf(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8');
  const section = /^## Settings$(.*?)^## /ms.exec(text)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| (`.+?) \| (.+?) \| .+ \|$/gm)];
  return new Map(
    rows.flatMap(([, names = '', value = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, value] as const),
    ),
  );
}

describe('the table of settings', () => {
  const table = tableOf('docs/api.md');

  it('has every setting that is read, and no other', () => {
    expect([...table.keys()].sort()).toEqual([...settingNames].sort());
  });

  it.each(Object.entries(readEnvironment({})))('says the default of %s', (name, value) => {
    expect(table.get(name)).toBe(`\`${String(value)}\``);
  });

  it('says the same in the README, of some', () => {
    const some = [...tableOf('README.md')];
    expect(some.length).toBeGreaterThan(4);
    for (const [name, value] of some) expect(value).toBe(table.get(name));
  });
});
