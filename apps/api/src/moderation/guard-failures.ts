import { EmbeddingInputError, QueueFullError } from '@leeward/mixtral-llm';
import { Logger } from '@nestjs/common';

/** Remembers for which models of the guard the newest text could not be encoded, and tries again on demand. */
export class GuardFailures {
  /** The errors by the index of the model. */
  readonly #errors = new Map<number, unknown>();
  #recovering: Promise<void> | undefined;

  /** The error of the first model that fails. Undefined while all work. */
  get first(): unknown {
    const [error] = this.#errors.values();
    return error;
  }

  /** Notes that a model works. */
  clear(index: number): void {
    this.#errors.delete(index);
  }

  /** Notes the error of a model, and logs the first. An error of one call alone, such as a full queue, is no failure. */
  note(index: number, error: unknown): void {
    if (QueueFullError.isInstance(error) || EmbeddingInputError.isInstance(error)) return;
    if (this.#errors.size === 0) {
      const problem = error instanceof Error ? error.message : `${error}`;
      new Logger('guard').error(`The guard cannot classify, so the server is not ready: ${problem}`);
    }
    this.#errors.set(index, error);
  }

  /**
   * Encodes a text by each model that fails. Never rejects; a second call waits for the first.
   * @param encode encodes by the model of an index, and clears its failure
   */
  async recover(encode: (index: number) => Promise<unknown>): Promise<void> {
    const failed = [...this.#errors.keys()];
    if (failed.length === 0) return;
    this.#recovering ??= Promise.all(failed.map(encode))
      .then(
        () => new Logger('guard').warn('The guard classifies again.'),
        () => undefined,
      )
      .finally(() => (this.#recovering = undefined));
    await this.#recovering;
  }
}
