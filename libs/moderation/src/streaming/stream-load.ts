/** A stream without a check for so long is counted no more: its reader may have left it without closing its gate. */
const forgottenAfterMs = 15_000;

/** Counts the streams that costly classifiers read at the same time: they share the machine. */
export class StreamLoad {
  /** The time of the last check of each stream, the oldest first. */
  readonly #checkedAt = new Map<object, number>();

  /** The number of streams that were read lately. */
  get streams(): number {
    const limit = performance.now() - forgottenAfterMs;
    for (const [stream, checkedAt] of this.#checkedAt) {
      if (checkedAt >= limit) break;
      this.#checkedAt.delete(stream);
    }
    return this.#checkedAt.size;
  }

  /** Notes that a check of a stream begins or ends. */
  note(stream: object): void {
    this.leave(stream);
    this.#checkedAt.set(stream, performance.now());
  }

  /** Notes that a stream has ended. */
  leave(stream: object): void {
    this.#checkedAt.delete(stream);
  }
}

/** The load of this process: its streams have one machine, whatever their policies and moderators. */
export const sharedStreamLoad = new StreamLoad();
