import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { ModelFileError } from '../errors/index.js';

/** Identifies the exact bytes of a file. */
export interface FileChecksum {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Bytes at the start of every GGUF file: the magic, the version, the numbers of tensors and of metadata entries. */
const headerLength = 24;
const magic = 'GGUF';
/** Far more tensors or metadata entries than any model has. Readers of a damaged header would loop up to its counts. */
const maxCount = 1_000_000n;

/**
 * Checks that a path is a GGUF file.
 *
 * @returns its size in bytes
 * @throws {ModelFileError} when it is missing, no file, not readable, no GGUF file, damaged, or of another version
 */
export async function checkGgufFile(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ModelFileError(path, 'it does not exist');
  if (found.isDirectory()) throw new ModelFileError(path, 'it is a folder; give the path of the GGUF file itself');
  if (!found.isFile()) throw new ModelFileError(path, 'it is not a file');
  const file = await open(path).catch(() => undefined);
  if (!file) throw new ModelFileError(path, 'it cannot be read');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerLength), 0, headerLength, 0);
    if (buffer.toString('latin1', 0, magic.length) !== magic) throw new ModelFileError(path, 'it is not a GGUF file');
    const isWhole = bytesRead === headerLength && [8, 16].every((offset) => buffer.readBigUInt64LE(offset) < maxCount);
    if (!isWhole) throw new ModelFileError(path, 'its GGUF header is damaged or cut off');
    const version = buffer.readUInt32LE(4);
    if (version < 2 || version > 3) {
      throw new ModelFileError(path, `it has version ${version} of the GGUF format; 2 and 3 can be read`);
    }
  } finally {
    await file.close();
  }
  return found.size;
}

/** Watches and stops a long check. */
export interface CheckOptions {
  /** Called with the bytes read so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks that a path is a GGUF file with exactly the expected bytes.
 *
 * @throws {ModelFileError} when it is no GGUF file, or its size or checksum differs
 * @throws the reason of `options.signal` when it is aborted
 */
export async function verifyFile(path: string, expected: FileChecksum, options: CheckOptions = {}): Promise<void> {
  const size = await checkGgufFile(path);
  if (size !== expected.size) throw new ModelFileError(path, `it has ${size} bytes instead of ${expected.size}`);
  const sha256 = await computeSha256(path, options);
  if (sha256 !== expected.sha256) {
    throw new ModelFileError(path, `its SHA-256 is ${sha256} instead of ${expected.sha256}`);
  }
}

async function computeSha256(path: string, { onRead, signal }: CheckOptions): Promise<string> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(piece);
    onRead?.((read += piece.length));
  }
  return hash.digest('hex');
}
