import { type StatsListener, unwatchFile, watchFile } from 'node:fs';

/**
 * Watches a set of files, which may change. It watches paths, so that it notices a file that was replaced by renaming, or
 * behind a symbolic link.
 */
export class WatchedFiles {
  readonly #intervalMs: number;
  readonly #listener: StatsListener;
  #files: ReadonlySet<string> = new Set();
  #isClosed = false;

  /** @param intervalMs milliseconds between two checks of a file. It keeps no process alive. */
  constructor(intervalMs: number, onChange: () => void) {
    this.#intervalMs = intervalMs;
    this.#listener = () => onChange();
  }

  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** Watches these files, and no others. */
  watch(files: ReadonlySet<string>): void {
    if (this.#isClosed) return;
    for (const file of this.#files) if (!files.has(file)) unwatchFile(file, this.#listener);
    for (const file of files) {
      if (this.#files.has(file)) continue;
      watchFile(file, { interval: this.#intervalMs, persistent: false }, this.#listener);
    }
    this.#files = files;
  }

  close(): void {
    this.#isClosed = true;
    for (const file of this.#files) unwatchFile(file, this.#listener);
  }
}
