import { readFileSync } from 'node:fs';

const nanosecondsPerMillisecond = 1_000_000;

/**
 * Counts the computing time of a thread: on a busy machine much more time passes. Where the system does not tell it, the
 * time that passes counts.
 */
export class CpuTime {
  readonly #file: string | undefined;
  readonly #clockStart = performance.now();
  readonly #start: number | undefined;

  /**
   * Begins to count.
   * @param file the file `schedstat` of the thread
   */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#start = readNanoseconds(file);
  }

  /** The milliseconds since the count began. */
  get elapsedMs(): number {
    const now = readNanoseconds(this.#file);
    // A kernel without this count writes zeros.
    return now === undefined || now === 0 || this.#start === undefined
      ? performance.now() - this.#clockStart
      : (now - this.#start) / nanosecondsPerMillisecond;
  }
}

/** Reads the first number of the file: nanoseconds on a processor. The file is in memory, so this does not wait. */
function readNanoseconds(file: string | undefined): number | undefined {
  if (file === undefined) return undefined;
  try {
    const [nanoseconds] = readFileSync(file, 'latin1').split(' ');
    return Number(nanoseconds);
  } catch {
    return undefined;
  }
}
