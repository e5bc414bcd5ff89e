import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFile } from '../../engine/llama/model-file/read-model-file.js';
import { ModelFileError } from '../../errors/index.js';
import { type CatalogueFile, toPartNames } from '../catalogue/catalogue.js';
import { type CheckOptions, verifyFile } from '../../gguf/check-file.js';
import { readMarker, writeMarker } from './verified-marker.js';

/** Tells whether a file of the catalogue is in the cache, and whether it is the right one. */
export type CachedFile =
  | { readonly state: 'whole'; readonly sizeBytes: number }
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly reason: string };

/**
 * Looks for a file of the catalogue in the cache and verifies it. A file that was verified before, and has not changed since, is not
 * read again. The user put a file there that has neither a pinned checksum nor a marker: only its header is checked.
 */
export async function findCached(cache: string, file: CatalogueFile, options: CheckOptions = {}): Promise<CachedFile> {
  const paths = toPartNames(file.fileName).map((name) => join(cache, name));
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => undefined,
      ),
    ),
  );
  const present = sizes.filter((size) => size !== undefined);
  if (present.length < paths.length) return { state: 'absent' };
  try {
    await checkParts(paths, file, options);
  } catch (error) {
    if (ModelFileError.isInstance(error)) return { state: 'damaged', reason: error.message };
    throw error;
  }
  return { state: 'whole', sizeBytes: present.reduce((sum, size) => sum + size, 0) };
}

async function checkParts(
  paths: readonly string[],
  { checksum: pinned }: CatalogueFile,
  options: CheckOptions,
): Promise<void> {
  const markers = await Promise.all(paths.map(readMarker));
  const isVerified = markers.every((marker) => marker && (!pinned || marker.sha256 === pinned.sha256));
  if (isVerified) return;
  const [first = ''] = paths;
  if (!pinned) {
    await readModelFile(first);
    return;
  }
  await verifyFile(first, pinned, options);
  await writeMarker(first, pinned.sha256);
}
