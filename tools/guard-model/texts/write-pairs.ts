import { writeFile } from 'node:fs/promises';
import { readKnownTexts } from './known-texts.js';
import { measureLengthLeak } from './length-leak.js';
import { writeContrast } from './write-contrast.js';

const [dataDirectory, target] = process.argv.slice(2);
if (dataDirectory === undefined || target === undefined) {
  throw new Error('Name the directory of the data sets and the file to write: write-pairs.ts DATA TARGET.');
}

const isKnown = await readKnownTexts(dataDirectory);
const all = writeContrast();
const droppedPairs = new Set(all.filter(({ text }) => isKnown(text)).map(({ pair }) => pair));
const rows = all.filter(({ pair }) => !droppedPairs.has(pair));
await writeFile(target, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

const pairsByKind = new Map<string, number>();
for (const { kind, harmful } of rows) pairsByKind.set(kind, (pairsByKind.get(kind) ?? 0) + harmful);
const report = [
  ...[...pairsByKind].map(([kind, pairs]) => `${kind}: ${pairs} pairs`),
  `${rows.length} rows; ${droppedPairs.size} pairs dropped as known`,
  `length alone: AUC ${measureLengthLeak(rows).toFixed(4)}`,
  ...['user', 'assistant', 'text'].map((role) => {
    const ofRole = rows.filter((row) => row.role === role);
    return `${role}: ${ofRole.length} rows, AUC ${measureLengthLeak(ofRole).toFixed(4)}`;
  }),
];
process.stdout.write(`${report.join('\n')}\n`);
