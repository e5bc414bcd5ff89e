import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { repository } from '../../test/src/docs/markdown.js';
import { type ClientSuite, toTitle } from '../../test/src/clients/rows/client-suite.js';
import { readLines } from './read-lines.js';
import { type Report, type RowResult } from './row-result.js';

/** A line of the reporter. A file that could not run has a path and no suite. */
interface ReportedTest {
  readonly path?: string;
  readonly suite?: string;
  readonly title?: string;
  readonly error?: string;
}

/** Runs the tests of the clients, and reports those that are rows. */
export async function runJavascriptClients(suites: readonly (readonly [string, ClientSuite])[], report: Report) {
  const rows = new Map<string, Omit<RowResult, 'error'>>(
    suites.flatMap(([suite, { title, rows }]) =>
      Object.entries(rows).map(([row, texts]) => [`${title} ${toTitle(texts)}`, { suite, row }] as const),
    ),
  );
  const program = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--runInBand'];
  const reporter = `--reporters=${fileURLToPath(new URL('row-reporter.mjs', import.meta.url))}`;
  const files = suites.map(([, { test }]) => test);
  const child = spawn(process.execPath, [...program, reporter, '--runTestsByPath', ...files], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const failures: string[] = [];
  const errors = await readLines(child, (line) => {
    if (!line.startsWith('{"')) return;
    const { path, suite, title, error } = JSON.parse(line) as ReportedTest;
    if (suite === undefined) failures.push(`${path}: ${error}`);
    const name = `${suite} ${title}`;
    const row = rows.get(name);
    if (row) report({ ...row, error });
    rows.delete(name);
  });
  const reason = [...failures, errors].join('\n').slice(-4000);
  for (const row of rows.values()) report({ ...row, error: `It did not run.\n${reason}` });
}
