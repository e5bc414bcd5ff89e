import { describe, it } from '@jest/globals';
import { toTitle } from './client-suite.js';
import { javascriptSuites } from './javascript-suites.js';

type Suites = typeof javascriptSuites;
type Tests<Name extends keyof Suites> = { readonly [Id in keyof Suites[Name]['rows']]: () => Promise<void> };

/** Tests the rows of a client. @param tests one test for each row, by its id */
export function testClient<Name extends keyof Suites>(name: Name, tests: Tests<Name>): void {
  const { title, rows } = javascriptSuites[name];
  describe(title, () => {
    for (const [id, row] of Object.entries(rows)) it(toTitle(row), tests[id as keyof Tests<Name>]);
  });
}
