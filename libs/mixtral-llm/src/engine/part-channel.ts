/**
 * A queue between one producer and one consumer: what is pushed is yielded in order. The producer bounds it (an answer has
 * at most as many parts as tokens).
 */
export class PartChannel<Part> implements AsyncIterable<Part> {
  readonly #parts: Part[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(part: Part): void {
    if (this.#end) return;
    this.#parts.push(part);
    this.#wake?.();
  }

  /** No part follows. */
  close(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** The consumer gets what was pushed, then this error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Part, void> {
    for (;;) {
      const part = this.#parts.shift();
      if (part !== undefined) {
        yield part;
        continue;
      }
      if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
