import { type ModerationPolicy } from '../contract/policy.js';
import { findAllowedRanges, type IsAllowed, toIsAllowed } from '../policy/allow-list.js';
import { isCostly } from '../worker/inline-cost.js';
import { sharedThreads } from '../worker/thread-pool.js';

/**
 * Searches a text for the allowances of a policy. A long text is searched in a thread, so that other requests are
 * served meanwhile.
 * @returns undefined when the search fails, takes longer than the time of a classifier, or is aborted.
 */
export async function searchAllowList(
  policy: ModerationPolicy,
  text: string,
  signal: AbortSignal | undefined,
): Promise<IsAllowed | undefined> {
  if (!isCostly(text)) return toIsAllowed(findAllowedRanges(policy, text));
  // No `AbortSignal.timeout`: one that only `AbortSignal.any` refers to may be garbage collected, and then never fires.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), policy.otherClassifiers.timeoutMs);
  try {
    // Not left to `run`: an abort would end the thread while it starts, and the next search would wait as long.
    await sharedThreads.warmUp();
    const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
    return toIsAllowed(await sharedThreads.run(policy, { kind: 'allow', text }, either));
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
