import { type EncodeOptions, type TextEncoder } from '../../../../libs/moderation/src/index.js';
import { type VectorCache } from './vector-cache.js';

/** Gives the vectors of known texts from a cache on disk, and encodes only the others. */
export class CachedEncoder implements TextEncoder {
  /** The encoder of the next model, with a cache of its own. Undefined: there is none. */
  readonly next: CachedEncoder | undefined;
  readonly #encoder: TextEncoder;
  readonly #cache: VectorCache;

  constructor(encoder: TextEncoder, cache: VectorCache, next?: CachedEncoder) {
    this.next = next;
    this.#encoder = encoder;
    this.#cache = cache;
  }

  get name(): string {
    return this.#encoder.name;
  }

  get dimensions(): number {
    return this.#encoder.dimensions;
  }

  async encode(texts: readonly string[], options?: EncodeOptions): Promise<readonly (Float32Array | undefined)[]> {
    const missing = [...new Set(texts)].filter((text) => !this.#cache.has(text));
    if (missing.length > 0) await this.#cache.add(missing, await this.#encoder.encode(missing, options));
    return texts.map((text) => this.#cache.get(text));
  }
}
