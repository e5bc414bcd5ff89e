import { readPage, repository } from '../../docs/markdown.js';
import { type ClientSuite } from './client-suite.js';
import { javascriptSuites } from './javascript-suites.js';
import { pythonSuites } from './python-suites.js';

/** Describes a page about the clients of one language. */
export interface ClientsPage {
  /** From the root of the repository. */
  readonly path: string;
  readonly heading: string;
  readonly introduction: string;
  readonly suites: Readonly<Record<string, ClientSuite>>;
  /** Reads the exact version of a package that is installed. */
  readonly readVersion: (name: string) => string;
}

const requirements = 'tools/check-clients/requirements.txt';

export const javascriptPage: ClientsPage = {
  path: 'docs/notes/clients.md',
  heading: 'Clients in JavaScript',
  introduction: `Each client calls a running server, whose model has scripted answers. \`npm test\` runs these rows too.
[Clients in Python](clients-python.md) call a server with the default model.`,
  suites: javascriptSuites,
  readVersion: readLockedVersion,
};

export const pythonPage: ClientsPage = {
  path: 'docs/notes/clients-python.md',
  heading: 'Clients in Python',
  introduction: `Each client calls a running server with the default model, and takes the address and the key from its environment.
The policy of that server stops "project bluebird" in questions and "Paris" in answers.
A small model does not call tools by itself, so the rows with tools ask for a call by \`tool_choice\`.
[Clients in JavaScript](clients.md) are the others.`,
  suites: pythonSuites,
  readVersion: readRequiredVersion,
};

/** Writes the page. @param failed whether a row failed; without it, none did */
export function toPage(page: ClientsPage, failed: (suite: string, row: string) => boolean = () => false): string {
  const suites = Object.entries(page.suites);
  return `# ${page.heading}

<!-- Written by "npm run check:clients". A test compares it with the rows in test/src/clients/rows. -->

\`\`\`sh
npm run check:clients
\`\`\`

${page.introduction}
Which switches a client needs stands in [Other SDKs](../guides/other-sdks.md).

| client | versions | tests |
| --- | --- | --- |
${suites.map(([, suite]) => toClientLine(suite, page)).join('\n')}

| client | sends | gets | result |
| --- | --- | --- | --- |
${suites.flatMap(([name, suite]) => toRowLines(name, suite, failed)).join('\n')}
`;
}

function toClientLine({ title, packages, test }: ClientSuite, { readVersion }: ClientsPage): string {
  const versions = packages.map((name) => `${name} ${readVersion(name)}`).join(', ') || '–';
  return `| ${title} | ${versions} | [${test.split('/').at(-1)}](../../${test}) |`;
}

function toRowLines(
  name: string,
  { title, rows }: ClientSuite,
  failed: (suite: string, row: string) => boolean,
): readonly string[] {
  return Object.entries(rows).map(
    ([id, { sends, gets }]) => `| ${title} | ${sends} | ${gets} | ${failed(name, id) ? '**fails**' : 'passes'} |`,
  );
}

function readLockedVersion(name: string): string {
  const { packages } = JSON.parse(readPage('package-lock.json')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  // npm puts a version in the folder of a workspace where others need another one.
  const locked = packages[`test/node_modules/${name}`] ?? packages[`node_modules/${name}`];
  if (locked?.version === undefined) throw new Error(`package-lock.json in ${repository} has no version of ${name}.`);
  return locked.version;
}

function readRequiredVersion(name: string): string {
  const line = readPage(requirements)
    .split('\n')
    .find((text) => text.startsWith(`${name}==`));
  if (line === undefined) throw new Error(`${requirements} has no version of ${name}.`);
  return line.slice(name.length + 2).trim();
}
