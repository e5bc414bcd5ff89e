import { type EncodeOptions, type GuardModel, type TextEncoder } from '../src/index.js';

/** The words that the fake encoder understands, each in a dimension of its own. Dimension 0 is the same for every text. */
export const fakeWords = ['hateful', 'threat', 'override', 'despair'] as const;

/** An encoder whose vectors say which words a text holds. It records its batches. */
export class FakeEncoder implements TextEncoder {
  readonly name = 'fake@1';
  readonly dimensions = fakeWords.length + 1;
  readonly batches: (readonly string[])[] = [];
  /** Set to hold every batch until the promise settles. */
  gate: Promise<unknown> | undefined;
  #running = 0;
  #mostRunning = 0;

  /** @param maximumCharacters A longer text is too long for the encoder. */
  constructor(readonly maximumCharacters = 2_000) {}

  /** The most batches that ran at a time. */
  get mostRunning(): number {
    return this.#mostRunning;
  }

  /** All texts that were encoded, in order. */
  get texts(): readonly string[] {
    return this.batches.flat();
  }

  async encode(texts: readonly string[], _options?: EncodeOptions): Promise<readonly (Float32Array | undefined)[]> {
    this.batches.push(texts);
    this.#running += 1;
    this.#mostRunning = Math.max(this.#mostRunning, this.#running);
    try {
      await this.gate;
      return texts.map((text) => (text.length > this.maximumCharacters ? undefined : toVector(text)));
    } finally {
      this.#running -= 1;
    }
  }
}

function toVector(text: string): Float32Array {
  const counts = [1, ...fakeWords.map((word) => text.toLowerCase().split(word).length - 1)];
  const length = Math.hypot(...counts);
  return Float32Array.from(counts, (count) => count / length);
}

/** Thresholds of the fake guard model's categories, so that no test depends on those of a preset. */
export const fakeGuardThresholds = {
  hate: { threshold: 0.5 },
  'harassment/threatening': { threshold: 0.5 },
  'x/injection': { threshold: 0.5 },
  'self-harm/intent': { threshold: 0.5 },
} as const;

/** Creates a guard model for the fake encoder: each category has one word, and `hate` also the score of rude words. */
export function createFakeGuardModel(changes: Partial<GuardModel> = {}): GuardModel {
  const head = (name: string, dimension: number) => ({
    name,
    weights: Array.from({ length: fakeWords.length + 1 }, (_, index) => (index === dimension ? 8 : 0)),
    bias: -4,
  });
  return {
    name: 'fake-guard',
    version: '1.0.0',
    weightsPath: 'fake-guard.gguf',
    sha256: '0'.repeat(64),
    dimensions: fakeWords.length + 1,
    maximumTokens: 256,
    windowCharacters: 900,
    overlapCharacters: 200,
    contextCharacters: 300,
    heads: [head('hate', 1), head('harassment/threatening', 2), head('x/injection', 3), head('self-harm/intent', 4)],
    cheap: [{ name: 'words:hate', classifier: 'words', category: 'hate' }],
    scores: [
      { category: 'hate', heads: { hate: 1 }, cheap: { 'words:hate': 8 }, bias: 0 },
      { category: 'harassment/threatening', heads: { 'harassment/threatening': 1 }, cheap: {}, bias: 0 },
      { category: 'x/injection', heads: { 'x/injection': 1 }, cheap: {}, bias: 0 },
      { category: 'self-harm/intent', heads: { 'self-harm/intent': 1 }, cheap: {}, bias: 0 },
    ],
    ...changes,
  };
}
