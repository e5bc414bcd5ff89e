import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { ModelFileError } from '../errors.js';
import { type CatalogueFile } from './catalogue.js';

/** The first bytes of every GGUF file: the magic, the version, the numbers of tensors and of metadata entries. */
const headerLength = 24;
const magic = 'GGUF';
/** Far more than any model has. Readers of a damaged header would count to its numbers, whatever they are. */
const countLimit = 1_000_000n;

/**
 * Checks that a path is a GGUF file.
 *
 * @returns its size in bytes
 * @throws {ModelFileError} that says what it is instead
 */
export async function checkGgufFile(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ModelFileError(path, 'it does not exist');
  if (!found.isFile()) throw new ModelFileError(path, 'it is not a file');
  const file = await open(path).catch(() => undefined);
  if (!file) throw new ModelFileError(path, 'it cannot be read');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerLength), 0, headerLength, 0);
    if (buffer.toString('latin1', 0, magic.length) !== magic) throw new ModelFileError(path, 'it is not a GGUF file');
    const isWhole = bytesRead === headerLength && [8, 16].every((offset) => buffer.readBigUInt64LE(offset) < countLimit);
    if (!isWhole) throw new ModelFileError(path, 'its GGUF header is damaged or cut off');
    const version = buffer.readUInt32LE(4);
    if (version < 2 || version > 3) throw new ModelFileError(path, `it has version ${version} of the GGUF format; 2 and 3 can be read`);
  } finally {
    await file.close();
  }
  return found.size;
}

/**
 * Checks a fetched file against what the catalogue pins.
 *
 * @param onRead called with the bytes read so far
 * @throws {ModelFileError} when size or checksum differ
 */
export async function verifyFile(path: string, pinned: CatalogueFile, onRead?: (bytes: number) => void): Promise<void> {
  const size = await checkGgufFile(path);
  if (pinned.size !== undefined && size !== pinned.size) {
    throw new ModelFileError(path, `it has ${size} bytes instead of ${pinned.size}`);
  }
  if (pinned.sha256 === undefined) return;
  const hash = createHash('sha256');
  let read = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(piece as Buffer);
    onRead?.((read += (piece as Buffer).length));
  }
  const digest = hash.digest('hex');
  if (digest !== pinned.sha256) throw new ModelFileError(path, `its SHA-256 is ${digest} instead of ${pinned.sha256}`);
}
