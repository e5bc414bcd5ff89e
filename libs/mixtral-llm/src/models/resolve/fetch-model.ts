import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelNotAvailableError } from '../../errors/index.js';
import { type FileChecksum, verifyFile } from '../../gguf/check-file.js';
import { type CatalogueEntry, type CatalogueFile, toPartNames } from '../catalogue/catalogue.js';
import { type OnProgress } from '../progress/progress.js';
import { type FetchedPart, type ModelSource } from '../sources/model-source.js';
import { writeMarker } from '../cache/verified-marker.js';

/** Names the file to fetch, the sources, and the folder that gets it. */
export interface FetchModelOptions {
  readonly entry: CatalogueEntry;
  readonly file: CatalogueFile;
  /** Tried in this order. */
  readonly sources: readonly ModelSource[];
  /** The folder that gets the file. */
  readonly cache: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Records why a source did not serve a file. */
export interface SourceAttempt {
  readonly source: string;
  readonly reason: string;
}

/**
 * Fetches a file from the first source that serves it. The caller must have the lock of the file. A temporary folder in the cache
 * gets the file; after verification it is renamed, its first part last, so that a file with the final name is always whole.
 *
 * @param earlier attempts before this call, for the error
 * @returns the name of the source
 * @throws {ModelNotAvailableError} with the reason of every source
 * @throws the reason of `options.signal` when it aborts
 */
export async function fetchModel(options: FetchModelOptions, earlier: readonly SourceAttempt[] = []): Promise<string> {
  const { entry, file, sources, cache, signal } = options;
  await removeLeftovers(options);
  const attempts = [...earlier];
  for (const source of sources) {
    if (!source.has(file)) {
      attempts.push({ source: source.name, reason: 'does not have this file' });
      continue;
    }
    const folder = await mkdtemp(`${join(cache, file.fileName)}.fetch-`);
    try {
      await moveIntoCache(await source.fetch({ ...options, folder }), options);
      return source.name;
    } catch (error) {
      signal.throwIfAborted();
      attempts.push({ source: source.name, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new ModelNotAvailableError(entry.name, attempts, join(cache, file.fileName));
}

async function moveIntoCache(parts: readonly FetchedPart[], options: FetchModelOptions): Promise<void> {
  const { file, cache } = options;
  const expected = parts.map(({ declared }) => requireChecksum(file, declared));
  for (const [index, { path }] of parts.entries()) await verify(path, expected[index] as FileChecksum, options);
  const targets = toPartNames(file.fileName).map((name) => join(cache, name));
  const moves = targets.map((target, index) => ({ target, from: parts[index]?.path, checksum: expected[index] }));
  for (const { target, from, checksum } of moves.reverse()) {
    if (from === undefined || !checksum) throw new Error(`${parts.length} of ${targets.length} parts were fetched`);
    await rename(from, target);
    await writeMarker(target, checksum.sha256);
  }
}

/** @throws an Error when neither the catalogue nor the source knows a checksum: such a file is refused */
function requireChecksum({ checksum: pinned }: CatalogueFile, declared: FileChecksum | undefined): FileChecksum {
  const checksum = pinned ?? declared;
  if (!checksum) throw new Error('no checksum is known for the file, neither to the catalogue nor to the source');
  return checksum;
}

async function verify(
  path: string,
  checksum: FileChecksum,
  { entry, onProgress, signal }: FetchModelOptions,
): Promise<void> {
  const onRead = (done: number) => onProgress({ task: `Checking ${entry.name}`, done, total: checksum.size });
  await verifyFile(path, checksum, { onRead, signal });
}

/** Removes the folders of fetches that were killed. None of them is in use, because the caller has the lock. */
async function removeLeftovers({ cache, file }: FetchModelOptions): Promise<void> {
  const names = await readdir(cache);
  const leftovers = names.filter((name) => name.startsWith(`${file.fileName}.fetch-`));
  await Promise.all(leftovers.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}
