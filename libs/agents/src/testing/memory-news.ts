import { type StorageTopic } from '../contract/index.js';

/** Passes news on within one process. */
export class MemoryNews {
  readonly #listeners = new Map<StorageTopic, Set<() => void>>();

  listen(topic: StorageTopic, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(topic);
    };
  }

  tell(topic: StorageTopic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener();
  }
}
