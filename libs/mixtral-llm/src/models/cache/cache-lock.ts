import { setTimeout as delay } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { ModelCacheError } from '../../errors/index.js';

/** Milliseconds without a renewal after which a lock counts as left by a process that died. */
const staleMs = 10_000;
/** Milliseconds between two renewals of a lock. */
const updateMs = 2_000;
/** Milliseconds between two attempts to get a lock that another process has. */
const retryMs = 250;

interface CacheLockOptions {
  /** Called once when another process has the lock. */
  readonly onWait: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a task while no other process runs one for the same file. Waits until the other process has ended its task. The lock of a
 * process that died is taken over after 10 seconds without a renewal.
 *
 * @param task gets a signal that aborts with the caller's, or when the lock is lost, for example because the machine slept
 * @throws {ModelCacheError} when the folder cannot be written, or the lock was lost
 * @throws the reason of `options.signal` when it aborts
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
    // A lost lock belongs to another process now.
    if (!lost.signal.aborted) await release();
  }
}

async function acquire(
  path: string,
  { onWait, signal }: CacheLockOptions,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  for (let attempts = 0; ; attempts++) {
    signal?.throwIfAborted();
    try {
      return await lockfile.lock(path, { realpath: false, stale: staleMs, update: updateMs, onCompromised });
    } catch (error) {
      if (!isLocked(error)) throw new ModelCacheError(path, 'its lock cannot be written', error);
    }
    if (attempts === 0) onWait();
    await delay(retryMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}
