import { ClassifierError } from '../errors/moderation-errors.js';
import { EncoderThread, type Vectors } from './encoder-thread.js';
import { type ThreadSettings } from './protocol.js';

/** Keeps the thread of encoders alive: one that ends is started again by the next call. */
export class EncoderHost {
  /** The length of the vectors of each model. */
  readonly dimensions: readonly number[];
  readonly #settings: ThreadSettings;
  #thread: EncoderThread;
  #isClosed = false;

  private constructor(dimensions: readonly number[], settings: ThreadSettings, thread: EncoderThread) {
    this.dimensions = dimensions;
    this.#settings = settings;
    this.#thread = thread;
  }

  /** @throws {ConfigurationError} when the runtime or the weights cannot be loaded. */
  static async load(settings: ThreadSettings): Promise<EncoderHost> {
    const thread = new EncoderThread(settings);
    return new EncoderHost(await thread.ready, settings, thread);
  }

  /** Encodes texts by the model of an index. @throws {ClassifierError} as `OnnxEncoder.encode` says */
  async encode(model: number, texts: readonly string[], signal: AbortSignal | undefined): Promise<Vectors> {
    if (this.#isClosed)
      throw new ClassifierError('guard', 'The encoder is closed. Load another one with loadOnnxEncoder.');
    if (this.#thread.isEnded) this.#thread = new EncoderThread(this.#settings);
    return this.#thread.encode(model, texts, signal);
  }

  /** Ends the thread. It may be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread.terminate();
  }
}
