import { type StorageTopic } from '../../contract/agent-storage.js';

/** Keeps the listeners of this process. */
export class TopicListeners {
  readonly #listeners = new Map<StorageTopic, Set<() => void>>();

  /** @returns a function that ends it */
  listen(topic: StorageTopic, listener: () => void): () => void {
    // A listener that listens twice is called twice, and ends twice.
    const entry = (): void => listener();
    const entries = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, entries.add(entry));
    return () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#listeners.get(topic) === entries) this.#listeners.delete(topic);
    };
  }

  tell(topic: StorageTopic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener();
  }

  /** Wakes all listeners, since news may have been missed. */
  tellAll(): void {
    for (const topic of [...this.#listeners.keys()]) this.tell(topic);
  }
}
