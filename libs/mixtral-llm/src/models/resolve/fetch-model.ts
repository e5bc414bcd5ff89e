import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelNotAvailableError } from '../../errors/index.js';
import { type CatalogueEntry, type CatalogueFile, type FileFacts, partNames } from '../catalogue/catalogue.js';
import { verifyFile } from '../../gguf/check-file.js';
import { type OnProgress } from '../progress/progress.js';
import { type FetchedPart, type ModelSource } from '../sources/model-source.js';
import { writeMarker } from '../cache/verified-marker.js';

/** What is fetched, from where, and where to. */
export interface FetchModelOptions {
  readonly entry: CatalogueEntry;
  readonly file: CatalogueFile;
  /** In the order in which they are tried. */
  readonly sources: readonly ModelSource[];
  /** The folder that gets the file. */
  readonly cache: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Why a source did not serve a file. */
export interface SourceAttempt {
  readonly source: string;
  readonly reason: string;
}

/**
 * Fetches a file from the first source that serves it. It is written beside the cache's files, verified, and only then
 * renamed, the first part last: what has its name is whole. Call it with the file's lock.
 *
 * @param earlier what was tried before, for the error
 * @returns the name of the source
 * @throws {ModelNotAvailableError} with the reason of every source
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
      await placeParts(await source.fetch({ ...options, folder }), options);
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

async function placeParts(parts: readonly FetchedPart[], options: FetchModelOptions): Promise<void> {
  const { file, cache } = options;
  const expected = parts.map(({ declared }) => expectedFacts(file, declared));
  for (const [index, { path }] of parts.entries()) await verify(path, expected[index] as FileFacts, options);
  const targets = partNames(file.fileName).map((name) => join(cache, name));
  const moves = targets.map((target, index) => ({ target, from: parts[index]?.path, facts: expected[index] }));
  for (const { target, from, facts } of moves.reverse()) {
    if (from === undefined || !facts) throw new Error(`${parts.length} of ${targets.length} parts were fetched`);
    await rename(from, target);
    await writeMarker(target, facts.sha256);
  }
}

/** Fails closed: a file that nobody vouches for is not taken. */
function expectedFacts({ pinned }: CatalogueFile, declared: FileFacts | undefined): FileFacts {
  const facts = pinned ?? declared;
  if (!facts) throw new Error('no checksum is known for the file, neither to the catalogue nor to the source');
  return facts;
}

async function verify(path: string, facts: FileFacts, { entry, onProgress, signal }: FetchModelOptions): Promise<void> {
  const onRead = (done: number) => onProgress({ task: `Checking ${entry.name}`, done, total: facts.size });
  await verifyFile(path, facts, { onRead, signal });
}

/** Folders of fetches that were killed: with the lock, none of them is in use. */
async function removeLeftovers({ cache, file }: FetchModelOptions): Promise<void> {
  const names = await readdir(cache);
  const leftovers = names.filter((name) => name.startsWith(`${file.fileName}.fetch-`));
  await Promise.all(leftovers.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}
