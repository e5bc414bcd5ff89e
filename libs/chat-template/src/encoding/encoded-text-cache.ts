import { type EncodedText } from '../tokenizer/tokenizer.js';

/** Describes the limits of an `EncodedTextCache`. */
export interface EncodedTextCacheOptions {
  /** How many texts are held. Default 10,000. */
  readonly maxTexts?: number | undefined;
  /** How many UTF-16 units all texts together may have. Default 8 million. */
  readonly maxUnits?: number | undefined;
}

/**
 * Caches encoded texts, so that each turn of a conversation is encoded once. Forgets the least recently used texts first.
 * Use one cache per tokenizer, since tokenizers give different ids. Conversations may share it.
 */
export class EncodedTextCache {
  readonly #maxTexts: number;
  readonly #maxUnits: number;
  /** In order of use, the latest last. */
  readonly #texts = new Map<string, EncodedText>();
  #units = 0;

  constructor({ maxTexts = 10_000, maxUnits = 8_000_000 }: EncodedTextCacheOptions = {}) {
    this.#maxTexts = maxTexts;
    this.#maxUnits = maxUnits;
  }

  /** How many texts are held. */
  get size(): number {
    return this.#texts.size;
  }

  get(text: string): EncodedText | undefined {
    const encoded = this.#texts.get(text);
    if (!encoded) return undefined;
    this.#texts.delete(text);
    this.#texts.set(text, encoded);
    return encoded;
  }

  set(text: string, encoded: EncodedText): void {
    this.#delete(text);
    if (text.length > this.#maxUnits) return;
    this.#texts.set(text, encoded);
    this.#units += text.length;
    for (const [oldest] of this.#texts) {
      if (this.#texts.size <= this.#maxTexts && this.#units <= this.#maxUnits) return;
      this.#delete(oldest);
    }
  }

  #delete(text: string): void {
    if (this.#texts.delete(text)) this.#units -= text.length;
  }
}
