import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import * as vega from 'vega';
import * as lite from 'vega-lite';

/** The folder for results. It is not part of the repository. */
const folder = fileURLToPath(new URL('../../bench-results/', import.meta.url));

/** Computes median, least and most of some numbers. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) };
}

/** Prints a Markdown table. */
export function printTable(rows) {
  const names = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  process.stdout.write(
    line(names) + line(names.map(() => '---')) + rows.map((row) => line(names.map((name) => row[name] ?? ''))).join(''),
  );
}

/** Writes results as JSON, and a Vega-Lite plot of them as SVG. */
export async function writeResults(name, results, plot) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  const { spec } = lite.compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    ...plot,
  });
  await writeFile(join(folder, `${name}.svg`), await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG());
  process.stdout.write(`\nWritten to ${join(folder, name)}.json and .svg\n`);
}
