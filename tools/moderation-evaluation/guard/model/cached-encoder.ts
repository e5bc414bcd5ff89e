import { type TextEncoder } from './text-encoder.js';
import { type VectorCache } from './vector-cache.js';

/** One text that waits for its vector. */
interface Waiting {
  readonly text: string;
  readonly resolve: (vector: Float32Array | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const batchSize = 32;

/** Gives the vectors of known texts from a cache, and encodes others in batches across callers. */
export class CachedEncoder implements TextEncoder {
  readonly #encoder: TextEncoder;
  readonly #cache: VectorCache;
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(encoder: TextEncoder, cache: VectorCache) {
    this.#encoder = encoder;
    this.#cache = cache;
  }

  get name(): string {
    return this.#encoder.name;
  }

  get dimensions(): number {
    return this.#encoder.dimensions;
  }

  async encode(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]> {
    return Promise.all(
      texts.map(async (text) => (this.#cache.has(text) ? this.#cache.get(text) : this.#enqueue(text))),
    );
  }

  async #enqueue(text: string): Promise<Float32Array | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // The other callers of this turn join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchSize);
      const texts = [...new Set(batch.map(({ text }) => text))];
      try {
        const vectors = await this.#encoder.encode(texts);
        await this.#cache.add(texts, vectors, this.dimensions);
        for (const { text, resolve } of batch) resolve(this.#cache.get(text));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }
}
