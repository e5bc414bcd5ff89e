import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { groupBy } from '../../../injection-training/training-text.js';
import { readEvaluationOverlap } from '../evaluation-overlap.js';
import { measureLengthLeak } from '../length-leak.js';
import { isPositive, makeRows, readSections } from './make-rows.js';
import { type WrittenRow } from './written-row.js';

/**
 * Writes the rows of the project's own texts. Usage: `npx tsx tools/guard-model/texts/rows/write-rows.ts DATA OUT`
 *
 * DATA holds the evaluation files, of which only word sequences are read: rows that share eight words in a row are left out.
 * OUT gets `rows.jsonl` (English) and `multilingual.jsonl`. The same material gives the same rows.
 */
const [data = '.', out = '.'] = process.argv.slice(2);
const isTooClose = await readEvaluationOverlap(data);
const rows = makeRows(await readSections());
const kept = rows.filter(({ text }) => !isTooClose(text));
process.stdout.write(`${rows.length - kept.length} of ${rows.length} rows left out: too close to an evaluation row\n`);
for (const row of rows.filter(({ text }) => isTooClose(text)).slice(0, 200)) process.stdout.write(`  ${row.family}\n`);
await mkdir(out, { recursive: true });
const english = kept.filter(({ lang }) => lang === 'en');
await writeRows('rows.jsonl', english);
await writeRows(
  'multilingual.jsonl',
  kept.filter(({ lang }) => lang !== 'en'),
);
for (const group of groupBy(kept, ({ kind, lang }) => `${kind} ${lang}`))
  report(`${group[0]?.kind} ${group[0]?.lang}`, group);
for (const category of [...new Set(kept.flatMap(({ categories }) => categories))].sort()) {
  const count = kept.filter(({ categories }) => categories.includes(category)).length;
  process.stdout.write(`${category}: ${count}\n`);
}

async function writeRows(name: string, list: readonly WrittenRow[]): Promise<void> {
  await writeFile(join(out, name), list.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function report(name: string, group: readonly WrittenRow[]): void {
  const marked = group.map((row) => ({ ...row, isPositive: isPositive(row) }));
  const positives = marked.filter((row) => row.isPositive).length;
  const auc = measureLengthLeak(marked);
  const median =
    [...group].sort((one, other) => one.text.length - other.text.length)[group.length >> 1]?.text.length ?? 0;
  process.stdout.write(
    `${name}: ${group.length} rows, ${positives} to be found, ${new Set(group.map(({ family }) => family)).size} families, ` +
      `median ${median} characters, length AUC ${Number.isNaN(auc) ? '–' : auc.toFixed(3)}\n`,
  );
}
