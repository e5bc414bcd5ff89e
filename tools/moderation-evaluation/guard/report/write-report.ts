import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';

import { type Comparison, formatBound, formatEstimate, formatMet, formatPublished } from '../comparison.js';
import { systemNames } from '../systems.js';
import {
  type DecidedSets,
  listPrecisionRecall,
  listReliability,
  plotPeers,
  plotPrecisionRecall,
  plotReliability,
} from './plots.js';

/** Formats comparisons as a Markdown table, with the systems side by side. */
export function formatComparisons(comparisons: readonly Comparison[]): string {
  const head = ['set', 'figure', 'rows', ...systemNames, 'floor', 'target', 'met', 'published by others'];
  const lines = comparisons.map((one) => [
    one.set,
    one.name,
    `${one.rows}`,
    ...systemNames.map((system) => formatEstimate(one.values[system])),
    formatBound(one.floor),
    formatBound(one.target),
    formatMet(one),
    formatPublished(one.published),
  ]);
  // The last column is long, and needs no padding.
  const widths = head.map((title, column) =>
    column === head.length - 1 ? 0 : Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(Math.max(3, width))).join(' | ')} |`;
  return [toLine(head), rule, ...lines.map(toLine), ''].join('\n');
}

/** Writes `evaluation.json`, `peers.svg`, `precision-recall.svg` and `reliability.svg` to a folder. */
export async function writeReport(
  folder: string,
  model: string,
  comparisons: readonly Comparison[],
  sets: DecidedSets,
): Promise<void> {
  const precisionRecall = listPrecisionRecall(sets);
  const reliability = listReliability(sets);
  const figures = comparisons.map((one) => ({ ...one, met: formatMet(one) || undefined }));
  const json = JSON.stringify({ model, figures, reliability }, roundNumbers);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'evaluation.json'), await format(json, { parser: 'json', printWidth: 120 }));
  await writeFile(join(folder, 'precision-recall.svg'), await plotPrecisionRecall(precisionRecall));
  await writeFile(join(folder, 'reliability.svg'), await plotReliability(reliability));
  await writeFile(join(folder, 'peers.svg'), await plotPeers(comparisons));
  process.stdout.write(`Written to ${folder}: evaluation.json, peers.svg, precision-recall.svg, reliability.svg.\n`);
}

function roundNumbers(_name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  return Number(value.toFixed(4));
}
