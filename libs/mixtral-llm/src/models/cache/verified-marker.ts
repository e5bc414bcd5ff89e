import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type FileChecksum } from '../../gguf/check-file.js';

/**
 * Describes a verified file. It is stored in a small file beside it, so that the next start need not read the whole file again. A
 * change of the file changes its size or its modification time, which makes the marker invalid.
 */
interface VerifiedMarker extends FileChecksum {
  /** The file's modification time, in milliseconds since 1970. */
  readonly modified: number;
}

/** Marks a file as verified. Ignores a folder that cannot be written: the next start then verifies the file again. */
export async function writeMarker(path: string, sha256: string): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  const marker: VerifiedMarker = { size, sha256, modified: mtimeMs };
  const temporary = `${toMarkerPath(path)}.${process.pid}`;
  try {
    await writeFile(temporary, JSON.stringify(marker));
    await rename(temporary, toMarkerPath(path));
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Reads the checksum of a verified file; undefined when it was never verified, or has changed since. */
export async function readMarker(path: string): Promise<FileChecksum | undefined> {
  const [found, text] = await Promise.all([
    stat(path).catch(() => undefined),
    readFile(toMarkerPath(path), 'utf8').catch(() => undefined),
  ]);
  const marker = text === undefined ? undefined : parseMarker(text);
  return marker && found && marker.size === found.size && marker.modified === found.mtimeMs ? marker : undefined;
}

function toMarkerPath(path: string): string {
  return `${path}.verified`;
}

function parseMarker(text: string): VerifiedMarker | undefined {
  try {
    const { size, sha256, modified } = JSON.parse(text) as Partial<VerifiedMarker>;
    return typeof size === 'number' && typeof sha256 === 'string' && typeof modified === 'number'
      ? { size, sha256, modified }
      : undefined;
  } catch {
    return undefined;
  }
}
