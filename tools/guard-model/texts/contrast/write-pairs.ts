import { writeFile } from 'node:fs/promises';

import { groupBy } from '../../../injection-training/training-text.js';
import { listWordSequences } from '../../../injection-training/word-sequences.js';
import { readRows } from '../../../moderation-evaluation/read-rows.js';
import { readEvaluationOverlap } from '../evaluation-overlap.js';
import { measureLengthLeak } from '../length-leak.js';
import { makePairs, type PairRow } from './make-pairs.js';

/**
 * Writes the contrast pairs. Usage: `npx tsx tools/guard-model/texts/contrast/write-pairs.ts DATA FILE`
 *
 * DATA holds the evaluation files: a pair that shares eight words in a row with one of them is left out, and so is one with a text
 * of `contrast.jsonl.gz`, an older set of pairs.
 */
const [data, file] = process.argv.slice(2);
if (data === undefined || file === undefined) {
  throw new Error('Name the folder of the data sets and the file to write: write-pairs.ts DATA FILE.');
}
const isTooClose = await readEvaluationOverlap(data);
const older = new Set((await readRows<{ text: string }>(data, 'contrast.jsonl.gz')).map(({ text }) => toWords(text)));
const all = makePairs();
const dropped = new Set(all.filter(({ text }) => isTooClose(text) || older.has(toWords(text))).map(({ pair }) => pair));
const rows = all.filter(({ pair }) => !dropped.has(pair));
await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
for (const group of groupBy(rows, ({ kind }) => kind)) print(`${group[0]?.kind}: ${group.length / 2} pairs`);
print(`${rows.length} rows; ${dropped.size} pairs dropped as known`);
print(`length alone: AUC ${formatLeak(rows)}`);
for (const role of ['user', 'assistant', 'text']) {
  const ofRole = rows.filter((row) => row.role === role);
  print(`${role}: ${ofRole.length} rows, AUC ${formatLeak(ofRole)}`);
}

/** Joins the words of a text in lower case, without punctuation. */
function toWords(text: string): string {
  return listWordSequences(text, Number.POSITIVE_INFINITY)[0] ?? '';
}

function formatLeak(some: readonly PairRow[]): string {
  return measureLengthLeak(some.map(({ text, harmful }) => ({ text, isPositive: harmful === 1 }))).toFixed(4);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
