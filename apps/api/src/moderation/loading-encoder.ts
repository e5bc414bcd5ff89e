import { type LlamaTextEncoder } from '@leeward/mixtral-llm';
import { type EncodeOptions, type GuardModel, type TextEncoder } from '@leeward/moderation';

type Vectors = readonly (Float32Array | undefined)[];

/** The encoder of a guard before its weights are loaded: texts wait for them, so that none passes without it. */
export class LoadingEncoder {
  readonly #loaded: Promise<LlamaTextEncoder>;
  #resolve!: (encoder: LlamaTextEncoder) => void;
  #reject!: (reason: unknown) => void;
  #isReady = false;

  constructor() {
    this.#loaded = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The start reports a failed load. Classifications hear of it, too.
    this.#loaded.catch(() => undefined);
  }

  /** Whether the weights are loaded. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Lets the texts that wait be encoded. */
  resolve(encoder: LlamaTextEncoder): void {
    this.#resolve(encoder);
    this.#isReady = true;
  }

  /** Refuses the texts that wait, and all later ones. No effect once the weights are loaded. */
  reject(reason: unknown): void {
    this.#reject(reason);
  }

  /** Ends the process, if there is one. */
  async close(): Promise<void> {
    const encoder = await this.#loaded.catch(() => undefined);
    await encoder?.close();
  }

  /** Finds the encoder of a model when it is loaded. @param index that of the model */
  async find(index: number): Promise<TextEncoder> {
    let encoder: TextEncoder | undefined = await this.#loaded;
    for (let left = index; left > 0; left -= 1) encoder = encoder?.next;
    // Without an encoder no text passes.
    if (encoder === undefined) throw new RangeError(`The guard has no encoder for its model ${index}.`);
    return encoder;
  }
}

/** Encodes texts by the model of an index. */
export type EncodeByModel = (index: number, texts: readonly string[], options?: EncodeOptions) => Promise<Vectors>;

/** Describes the encoders of a model and its next ones, before they are loaded. @param index that of the model */
export function toTextEncoder(
  { name, version, dimensions, next }: GuardModel,
  encode: EncodeByModel,
  index = 0,
): TextEncoder {
  return {
    name: `${name}@${version}`,
    dimensions,
    next: next && toTextEncoder(next, encode, index + 1),
    encode: (texts, options) => encode(index, texts, options),
  };
}
