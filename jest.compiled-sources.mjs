import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from '@swc/core';

import { swcOptions } from './jest.preset.mjs';

/**
 * Threads and processes that the libraries start do not run under jest. They run a compiled copy of the sources: a loader of
 * TypeScript, such as tsx, would add a second to each start. The copy lies beside `src`, so relative paths are the same.
 */
const libraries = fileURLToPath(new URL('./libs/', import.meta.url));
const copyFolder = 'out-jest';

/** Compiles all sources of libraries that differ from their copy. Jest calls it once, before the tests. */
export default async function compileSources() {
  const names = await readdir(libraries);
  await Promise.all(names.map((name) => compileLibrary(join(libraries, name))));
}

/** Converts the path of a library's source to the URL of its copy; undefined for tests and other files. */
export function toCopyUrl(file) {
  const [name, folder, ...path] = relative(libraries, file).split(sep);
  if (name === '..' || folder !== 'src' || !isSource(file)) return undefined;
  return pathToFileURL(join(libraries, name, copyFolder, ...path).replace(/\.ts$/, '.js')).href;
}

function isSource(file) {
  return file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.endsWith('.test.ts');
}

async function compileLibrary(library) {
  const source = join(library, 'src');
  const files = (await readdir(source, { recursive: true }).catch(() => [])).filter(isSource);
  await Promise.all(files.map((file) => compileFile(join(source, file))));
}

async function compileFile(file) {
  const copy = fileURLToPath(toCopyUrl(file));
  const source = await readFile(file, 'utf8');
  const recipe = JSON.stringify(swcOptions) + useCopies.toString();
  const header = `/* ${createHash('sha256').update(recipe).update(source).digest('hex')} */ `;
  const known = await readFile(copy, 'utf8').catch(() => '');
  if (known.startsWith(header)) return;
  const { code } = await transform(source, { ...swcOptions, filename: file, swcrc: false });
  await mkdir(dirname(copy), { recursive: true });
  // Another run of the tests never sees half a file.
  const unfinished = `${copy}.${process.pid}`;
  await writeFile(unfinished, header + useCopies(code, dirname(copy)));
  await rename(unfinished, copy);
}

/** Makes imports of our other libraries load their copies too. */
function useCopies(code, folder) {
  return code.replace(
    /(from |import\()(["'])@leeward\/([a-z-]+)(?:\/([a-z-]+))?\2/g,
    (_, before, quote, name, entry) => {
      const copy = join(libraries, name, copyFolder, entry ?? '', 'index.js');
      return `${before}${quote}${relative(folder, copy).split(sep).join('/')}${quote}`;
    },
  );
}
