import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the cache. Git ignores it. */
const cacheFolder = fileURLToPath(new URL('../../../../node_modules/.cache/leeward/guard-vectors', import.meta.url));

const keyBytes = 16;

/**
 * Keeps the vectors of texts on disk, so that an evaluation can be repeated in a minute.
 *
 * One file for each model, named by its SHA-256. A record is a part of the text's SHA-256 and the vector; a text that is too
 * long for the encoder has a vector of NaN.
 */
export class VectorCache {
  /** The path of the file. */
  readonly file: string;
  readonly #dimensions: number;
  readonly #vectors = new Map<string, Float32Array | undefined>();

  private constructor(file: string, dimensions: number) {
    this.file = file;
    this.#dimensions = dimensions;
  }

  /** Opens the cache of a model. @throws {Error} when the file is damaged */
  static async open(modelSha256: string, dimensions: number): Promise<VectorCache> {
    const cache = new VectorCache(join(cacheFolder, `${modelSha256}.bin`), dimensions);
    await mkdir(cacheFolder, { recursive: true });
    const bytes = await readFile(cache.file).catch(() => new Uint8Array());
    const size = keyBytes + dimensions * Float32Array.BYTES_PER_ELEMENT;
    for (let start = 0; start + size <= bytes.length; start += size) {
      const key = Buffer.from(bytes.subarray(start, start + keyBytes)).toString('hex');
      const vector = new Float32Array(Uint8Array.from(bytes.subarray(start + keyBytes, start + size)).buffer);
      cache.#vectors.set(key, Number.isNaN(vector[0]) ? undefined : vector);
    }
    if (bytes.length % size !== 0)
      throw new Error(`The vector cache ${cache.file} is damaged. Delete the file, and start again.`);
    return cache;
  }

  has(text: string): boolean {
    return this.#vectors.has(toKey(text));
  }

  /** Gets the vector of a text. Undefined for a text that is too long, and for one that is not there. */
  get(text: string): Float32Array | undefined {
    return this.#vectors.get(toKey(text));
  }

  /** Adds vectors, in memory and on disk. */
  async add(texts: readonly string[], vectors: readonly (Float32Array | undefined)[]): Promise<void> {
    const records = texts.flatMap((text, index) => {
      const key = toKey(text);
      const vector = vectors[index];
      this.#vectors.set(key, vector);
      const stored = vector ?? new Float32Array(this.#dimensions).fill(Number.NaN);
      return [Buffer.from(key, 'hex'), Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)];
    });
    await appendFile(this.file, Buffer.concat(records));
  }
}

function toKey(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * keyBytes);
}
