import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type FileFacts } from '../catalogue/catalogue.js';

/**
 * What is noted beside a file that has been verified, so that the next start need not read it all again: any change of the
 * file changes its time or its size.
 */
interface VerifiedMarker extends FileFacts {
  /** The file's modification time, in milliseconds since 1970. */
  readonly modified: number;
}

/** Notes that this file has been verified. A folder that cannot be written costs time at the next start, no more. */
export async function writeMarker(path: string, sha256: string): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  const marker: VerifiedMarker = { size, sha256, modified: mtimeMs };
  const temporary = `${markerPath(path)}.${process.pid}`;
  try {
    await writeFile(temporary, JSON.stringify(marker));
    await rename(temporary, markerPath(path));
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** What this file was when it was verified; undefined when it never was, or has changed since. */
export async function readMarker(path: string): Promise<FileFacts | undefined> {
  const [found, text] = await Promise.all([
    stat(path).catch(() => undefined),
    readFile(markerPath(path), 'utf8').catch(() => undefined),
  ]);
  const marker = text === undefined ? undefined : parseMarker(text);
  return marker && found && marker.size === found.size && marker.modified === found.mtimeMs ? marker : undefined;
}

function markerPath(path: string): string {
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
