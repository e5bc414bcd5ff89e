/**
 * Queues the parts of an answer between one producer and one consumer, in order. The length of the queue is not bounded here: an
 * answer has at most as many parts as tokens.
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

  /** Ends the queue. The consumer still gets the parts before the end. */
  close(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** Ends the queue with an error. The consumer gets the parts before it, then the error. */
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
