import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { measureContent } from './content.js';
import { type Figure, isMet, formatTable } from './figure.js';
import { measureInjection } from './injection.js';
import { measurePersonalData } from './personal-data.js';
import { measureSecrets } from './secrets.js';
import { measureWords } from './words.js';

/**
 * Measures the local classifiers on public sets that are not part of the project, and prints a table.
 *
 *     npm run eval:moderation -- --data DIRECTORY [--secret-rules FILE] [--json FILE] [content] [words] [pii] [secrets] [injection]
 *
 * DIRECTORY (or MODERATION_DATA) holds the evaluation sets. `--secret-rules` (or MODERATION_SECRET_RULES) is a configuration
 * file of Gitleaks, which sample secrets are generated from. Exits with 1 when a figure misses its target.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, 'secret-rules': { type: 'string' }, json: { type: 'string' } },
});
const directory = values.data ?? process.env['MODERATION_DATA'];
if (directory === undefined) {
  process.stderr.write('Give the directory of the evaluation sets with --data or in MODERATION_DATA.\n');
  process.exit(2);
}
const secretRules = values['secret-rules'] ?? process.env['MODERATION_SECRET_RULES'];
const measures: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  content: () => measureContent(directory),
  words: () => measureWords(directory),
  pii: () => measurePersonalData(directory),
  secrets: () => measureSecrets(directory, secretRules),
  injection: () => measureInjection(directory),
};
const figures: Figure[] = [];
for (const [area, measure] of Object.entries(measures)) {
  if (positionals.length === 0 || positionals.includes(area)) figures.push(...(await measure()));
}
process.stdout.write(formatTable(figures));
if (values.json !== undefined) {
  const report = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  await writeFile(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
}
process.exitCode = figures.some((figure) => isMet(figure) === false) ? 1 : 0;
