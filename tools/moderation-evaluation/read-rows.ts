import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Reads the rows of a gzip-compressed file of JSON lines, or of one JSON array. */
export async function readRows<Row>(directory: string, name: string): Promise<readonly Row[]> {
  const text = gunzipSync(await readFile(join(directory, name))).toString('utf8');
  if (text.trimStart().startsWith('[')) return JSON.parse(text) as readonly Row[];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}
