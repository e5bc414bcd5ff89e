import { type EncodedText } from '../tokenizer/tokenizer.js';

/** How much an `EncodedTextCache` holds. */
export interface EncodedTextCacheOptions {
  /** Default 10,000. */
  readonly maxTexts?: number | undefined;
  /** UTF-16 units of all texts together. Default 8 million. */
  readonly maxUnits?: number | undefined;
}

/**
 * Encoded texts by their text, so that each turn of a conversation is encoded once. The ones that were not used for longest
 * are forgotten first. For one tokenizer: with another one the ids would be wrong. May be shared by conversations.
 */
export class EncodedTextCache {
  readonly #maxTexts: number;
  readonly #maxUnits: number;
  /** The latest used last. */
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
