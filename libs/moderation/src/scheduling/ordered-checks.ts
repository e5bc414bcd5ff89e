import { Semaphore } from './semaphore.js';

/** A request of many texts, or of a long one, must leave room for others. */
const checksAtOnce = 8;

interface BegunCheck {
  readonly off: AbortController;
  /** Resolves when this check and all before it are over, however they ended. */
  readonly over: Promise<void>;
}

/**
 * Checks of one request, some side by side, of which the first that does not pass decides, in the order in which they were begun and not
 * in that of their answers: whoever asks twice is told the same. As soon as one does not pass, those behind it are called off; those
 * before it go on, since they decide before it.
 */
export class OrderedChecks {
  readonly #signal: AbortSignal | undefined;
  readonly #places = new Semaphore(checksAtOnce);
  readonly #begun: BegunCheck[] = [];
  /** The first check that is known not to pass. */
  #stoppedAt = Infinity;

  /** @param signal ends all of them at once */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Begins a check, at once while fewer than 8 are under way.
   * @param check throws when what it looks at does not pass; its signal tells that nobody needs its answer any more
   * @throws what the check throws, after all checks before it are over: of several, `Promise.all` sees the first in order
   */
  run<Result>(check: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const index = this.#begun.length;
    const off = new AbortController();
    if (index > this.#stoppedAt) off.abort();
    const signal = this.#signal === undefined ? off.signal : AbortSignal.any([this.#signal, off.signal]);
    const before = this.#begun.at(-1)?.over ?? Promise.resolve();
    const result = this.#inOrder(
      index,
      before,
      this.#places.run(() => check(signal), signal),
    );
    const ended = result.then(nothing, nothing);
    this.#begun.push({ off, over: before.then(() => ended) });
    return result;
  }

  async #inOrder<Result>(index: number, before: Promise<void>, checked: Promise<Result>): Promise<Result> {
    try {
      return await checked;
    } catch (error) {
      this.#callOffBehind(index);
      if (!this.#signal?.aborted) await before;
      throw error;
    }
  }

  #callOffBehind(index: number): void {
    if (index >= this.#stoppedAt) return;
    const known = Math.min(this.#begun.length, this.#stoppedAt);
    this.#stoppedAt = index;
    // Those behind the one that was known before are called off already.
    for (const { off } of this.#begun.slice(index + 1, known + 1)) off.abort();
  }
}

function nothing(): void {
  // Only that it is over counts.
}
