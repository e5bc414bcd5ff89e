import { setTimeout as delay } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { ModelCacheError } from '../../errors/index.js';

/** Milliseconds: a lock that was not renewed for so long belongs to a process that is gone. */
const stale = 10_000;
/** Milliseconds between two renewals. */
const update = 2_000;
/** Milliseconds between two tries to get a lock that another process holds. */
const retryInterval = 250;

export interface CacheLockOptions {
  /** Called once when another process holds the lock. */
  readonly onWait: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a task while no other process runs one for the same file. The lock of a process that died is taken over after some
 * seconds; whoever lives renews it, so that waiting ends when the other's task does.
 *
 * @param task gets a signal that is aborted with the caller's, or when the lock is lost, as after the machine has slept
 * @throws {ModelCacheError} when the folder cannot be written, or the lock was lost
 */
export async function withCacheLock<Result>(
  path: string,
  options: CacheLockOptions,
  task: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController();
  const onCompromised = () =>
    lost.abort(new ModelCacheError(path, 'its lock was lost to another process; start again'));
  const release = await acquire(path, options, onCompromised);
  try {
    return await task(options.signal ? AbortSignal.any([options.signal, lost.signal]) : lost.signal);
  } finally {
    // A lost lock is the other's to release.
    if (!lost.signal.aborted) await release();
  }
}

async function acquire(
  path: string,
  { onWait, signal }: CacheLockOptions,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await lockfile.lock(path, { realpath: false, stale, update, onCompromised });
    } catch (error) {
      if (!isHeld(error)) throw new ModelCacheError(path, 'its lock cannot be written', error);
    }
    if (tries === 0) onWait();
    await delay(retryInterval, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}
