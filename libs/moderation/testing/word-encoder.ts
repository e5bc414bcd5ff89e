import { createHash } from 'node:crypto';

import { type EncodeOptions, type TextEncoder } from '../src/index.js';

/** An encoder whose vectors are the words of a text: each word adds its own random direction. Equal words, equal vectors. */
export class WordEncoder implements TextEncoder {
  readonly name = 'words@1';
  readonly dimensions: number;
  /** Every text that was encoded, in order. */
  readonly texts: string[] = [];
  /** Set to hold every batch until the promise settles. */
  gate: Promise<unknown> | undefined;
  /** Set to fail. */
  error: Error | undefined;
  readonly #words = new Map<string, Float32Array>();

  /** @param maximumWords A text with more words is too long for the encoder. */
  constructor(
    dimensions = 64,
    readonly maximumWords = 1_000,
  ) {
    this.dimensions = dimensions;
  }

  async encode(texts: readonly string[], _options?: EncodeOptions): Promise<readonly (Float32Array | undefined)[]> {
    this.texts.push(...texts);
    await this.gate;
    if (this.error) throw this.error;
    return texts.map((text) => this.#toVector(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []));
  }

  #toVector(words: readonly string[]): Float32Array | undefined {
    if (words.length > this.maximumWords) return undefined;
    const sum = new Float32Array(this.dimensions);
    for (const word of words)
      for (const [index, value] of this.#toWord(word).entries()) sum[index] = (sum[index] ?? 0) + value;
    const length = Math.hypot(...sum) || 1;
    return sum.map((value) => value / length);
  }

  #toWord(word: string): Float32Array {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    // A hash for each eight dimensions: the sign of each byte.
    const vector = Float32Array.from({ length: this.dimensions }, (_, index) => {
      const hash = createHash('sha256')
        .update(`${word} ${index >> 5}`)
        .digest();
      return (hash[index % 32] ?? 0) / 127.5 - 1;
    });
    this.#words.set(word, vector);
    return vector;
  }
}

/** Examples of a topic, and texts that are close to it. */
export const gardenExamples = {
  examples: [
    'how do I prune the roses in my garden',
    'when should the garden roses be watered',
    'my roses have yellow leaves in the garden',
    'which soil do garden roses need',
    'plant the roses in the sunny garden bed',
    'the garden roses need compost in spring',
    'cut the old roses of the garden back',
    'roses and lavender are good garden friends',
  ],
  counterExamples: [
    'which wine goes with a roses bouquet cake',
    'the kindergarten has a new teacher',
    'how do I prune a decision tree',
    'water the soil of the football field',
    'my old friends need a bed',
  ],
} as const;
