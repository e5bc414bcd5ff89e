import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds to wait for another process that writes. */
const maximumWait = 10_000;

/** Milliseconds between two tries: at first, and at most. */
const firstPause = 1;
const maximumPause = 50;

/**
 * Does work as soon as no other connection writes. SQLite's own waiting would stop the whole thread, also the part of it that
 * ends the other connection's work.
 *
 * @param work is done again from its start when the file is busy
 */
export async function whenNotBusy<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const deadline = performance.now() + maximumWait;
  for (let pause = firstPause; ; pause = Math.min(2 * pause, maximumPause)) {
    try {
      return await work();
    } catch (error) {
      const { code } = Object(error) as { readonly code?: unknown };
      const isBusy = typeof code === 'string' && code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > deadline) throw error;
      await sleep(pause);
    }
  }
}
