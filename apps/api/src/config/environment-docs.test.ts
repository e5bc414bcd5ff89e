import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Environment, readEnvironment, settingNames } from './environment.js';

/** Reads the default of each setting from the table of the page. */
function readDefaults(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('../../../../docs/reference/settings.md', import.meta.url), 'utf8');
  const section = /^## Settings$(.*?)^## /ms.exec(text)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| (`.+?) \| (.+?) \| .+ \|$/gm)];
  return new Map(
    rows.flatMap(([, names = '', value = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, value] as const),
    ),
  );
}

describe('the table of settings', () => {
  const table = readDefaults();

  it('lists every setting that is read, and no other', () => {
    expect([...table.keys()].sort()).toEqual([...settingNames].sort());
  });

  it.each(Object.entries(readEnvironment({})))('gives the default of %s', (name, value) => {
    // Read as a setting: a time such as 30d is a number then.
    const [, documented] = /^`(.+)`$/.exec(table.get(name) ?? '') ?? [];
    expect(readEnvironment({ [name]: documented })[name as keyof Environment]).toEqual(value);
    expect(documented).toBeDefined();
  });
});
