/**
 * Drives the clients in JavaScript and Python against a running server, and prints a line for each row.
 *
 *     npm run check:clients              every client; writes docs/notes/clients.md and docs/notes/clients-python.md
 *     npm run check:clients -- Python    the clients of one language; writes its page
 *     npm run check:clients -- LiteLLM   the clients with this word in their name or in a package; writes nothing
 *
 * It ends with the status 1 if a row fails. The first run installs Python packages in the user's cache folder.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientSuite } from '../../test/src/clients/rows/client-suite.js';
import { type ClientsPage, javascriptPage, pythonPage, toPage } from '../../test/src/clients/rows/clients-page.js';
import { repository } from '../../test/src/docs/markdown.js';
import { runJavascriptClients } from './javascript-clients.js';
import { runPythonClients } from './python-clients.js';
import { type Report } from './row-result.js';

type Run = (suites: readonly (readonly [string, ClientSuite])[], report: Report) => Promise<void>;

const [filter = ''] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'leeward-clients-'));
try {
  const failures =
    (await checkPage(javascriptPage, runJavascriptClients)) +
    (await checkPage(pythonPage, (suites, report) => runPythonClients(suites, folder, report)));
  print(failures === 0 ? 'All rows passed.' : `${failures} rows failed.`);
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Runs the clients of a page, and writes it when all of them ran. @returns how many rows failed */
async function checkPage(page: ClientsPage, run: Run): Promise<number> {
  const suites = Object.entries(page.suites);
  const chosen = suites.filter(([, { title, packages }]) =>
    [page.heading, title, ...packages].some((name) => name.toLowerCase().includes(filter.toLowerCase())),
  );
  if (chosen.length === 0) return 0;
  print(`\n${page.heading}`);
  const failed = new Set<string>();
  await run(chosen, ({ suite, row, error }) => {
    const { title = suite, rows } = page.suites[suite] ?? {};
    const { sends, gets } = rows?.[row] ?? { sends: row, gets: '?' };
    print(`${error === undefined ? '✔' : '✖'} ${title} | ${sends} | ${gets}`);
    if (error === undefined) return;
    failed.add(`${suite} ${row}`);
    print(error.replace(/^/gmu, '      '));
  });
  if (chosen.length === suites.length) {
    await writeFile(
      join(repository, page.path),
      toPage(page, (suite, row) => failed.has(`${suite} ${row}`)),
    );
  }
  return failed.size;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
