import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { measureContent } from './content.js';
import { measureChat } from './chat/measure-chat.js';
import { type Figure, isMet, formatTable } from './figure.js';
import { measureGuard } from './guard/measure-guard.js';
import { measureDisguises } from './disguised/measure-disguises.js';
import { measureInjection } from './injection.js';
import { measureOrdinary } from './ordinary/measure-ordinary.js';
import { measureMultilingual } from './personal-data/measure-multilingual.js';
import { measurePersonalData } from './personal-data/public-rows.js';
import { measureSecrets } from './secrets.js';
import { measureWords } from './words.js';

/**
 * Measures the local classifiers and the balanced policy, and prints a table.
 *
 *     npm run eval:moderation -- [--data DIRECTORY] [--secret-rules FILE] [--json FILE] [--count N] [--show N] [--kind WORD] [AREA …]
 *     npm run eval:moderation -- guard [--data DIRECTORY] [--guard FOLDER|off] [--sets NAME,…] [--rows N] [--details] [--report FOLDER]
 *
 * Areas: content, words, pii, secrets and injection read public sets, which are not part of the project: DIRECTORY (or
 * MODERATION_DATA) holds them. `--secret-rules` (or MODERATION_SECRET_RULES) is a configuration file of Gitleaks, which sample
 * secrets are generated from. The other areas generate their texts: disguises, languages, chat, ordinary.
 * The area guard compares the guard model, the cheap classifiers, and the preset with both: see docs/notes/guard-model/evaluation.md.
 * Default: all areas; without DIRECTORY, guard and those that generate. `--count` is the number of texts for each kind (default 1,000).
 * `--show` prints that many generated texts of each kind that were altered, made short. `--kind` measures only the kinds of
 * ordinary text whose name holds the word. Exits with 1 when a figure misses its target.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    'secret-rules': { type: 'string' },
    json: { type: 'string' },
    count: { type: 'string', default: '1000' },
    show: { type: 'string', default: '0' },
    kind: { type: 'string', default: '' },
    guard: { type: 'string' },
    sets: { type: 'string', default: '' },
    rows: { type: 'string' },
    details: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
});
const directory = values.data ?? process.env['MODERATION_DATA'];
const secretRules = values['secret-rules'] ?? process.env['MODERATION_SECRET_RULES'];
const count = Number(values.count);
const show = Number(values.show);
type Measure = () => Promise<readonly Figure[]>;
const withData = (measure: (directory: string) => Promise<readonly Figure[]>): Measure | undefined =>
  directory === undefined ? undefined : () => measure(directory);
const measures: Readonly<Record<string, Measure | undefined>> = {
  content: withData(measureContent),
  words: withData(measureWords),
  pii: withData(measurePersonalData),
  secrets: withData((data) => measureSecrets(data, secretRules)),
  injection: withData(measureInjection),
  guard: () =>
    measureGuard({
      directory,
      guard: values.guard,
      sets: values.sets.split(',').filter((name) => name !== ''),
      maximumRows: values.rows === undefined ? undefined : Number(values.rows),
      showDetails: values.details,
      report: values.report,
    }),
  disguises: measureDisguises,
  languages: () => measureMultilingual(2 * count, show),
  chat: () => measureChat(show),
  ordinary: () => measureOrdinary(values.kind, { count, examples: show }),
};
for (const area of positionals) {
  if (measures[area] !== undefined) continue;
  const reason =
    area in measures
      ? 'Give the directory of the evaluation sets with --data.'
      : `Areas: ${Object.keys(measures).join(', ')}.`;
  process.stderr.write(`The area "${area}" cannot be measured. ${reason}\n`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const [area, measure] of Object.entries(measures)) {
  if (measure !== undefined && (positionals.length === 0 || positionals.includes(area)))
    figures.push(...(await measure()));
}
// The guard has a table of its own, with the systems side by side.
const others = figures.filter(({ area }) => area !== 'guard');
if (others.length > 0) process.stdout.write(formatTable(others));
if (values.json !== undefined) {
  const report = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  await writeFile(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
}
if (figures.some((figure) => isMet(figure) === false)) process.exitCode = 1;
