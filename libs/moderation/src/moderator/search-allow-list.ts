import { type ModerationPolicy } from '../contract/policy.js';
import { type ClassifierFailure } from '../contract/verdict.js';
import { toErrorKind } from '../errors/error-kind.js';
import { findAllowedRanges, type IsAllowed, toIsAllowed } from '../policy/allow-list.js';
import { TimeLimit } from '../scheduling/time-limit.js';
import { isCostly } from '../worker/inline-cost.js';
import { sharedThreads } from '../worker/thread-pool.js';
import { type WorkerThread } from '../worker/worker-thread.js';
import { abortedMessage } from './classifier-runs/run-classifier.js';

/** Names the search in failures, which belong to no classifier. */
const classifier = 'moderator';

/**
 * Searches a text for the allowances of a policy, with the limits of a classifier. A long text is searched in a thread, so that other
 * requests are served meanwhile.
 * @returns the failure when the search fails, takes too long, or is aborted.
 */
export async function searchAllowList(
  policy: ModerationPolicy,
  text: string,
  signal: AbortSignal | undefined,
): Promise<IsAllowed | ClassifierFailure> {
  if (!isCostly(text)) return toIsAllowed(findAllowedRanges(policy, text));
  const workMs = policy.otherClassifiers.timeoutMs;
  const waitMs = policy.limits.maximumWaitMs;
  const limit = new TimeLimit({ workMs, waitMs });
  const ending = new AbortController();
  let passed: 'workMs' | 'waitMs' | undefined;
  void limit.passed.then((which) => {
    passed = which;
    ending.abort();
  });
  try {
    // Not left to `run`: an abort would end the thread while it starts, and the next search would wait as long.
    await sharedThreads.warmUp();
    let thread: WorkerThread | undefined;
    limit.measureWork(() => thread?.taskMs ?? 0);
    limit.startWork();
    const either = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
    const ranges = await sharedThreads.run(policy, { kind: 'allow', text }, either, (taken) => (thread = taken));
    return toIsAllowed(ranges);
  } catch (error) {
    if (signal?.aborted) return { classifier, code: 'aborted', message: abortedMessage };
    if (passed === 'workMs') {
      const remedy = 'shorten the text, or raise otherClassifiers.timeoutMs.';
      return { classifier, code: 'too-costly', message: `The allow-list takes more than ${workMs} ms; ${remedy}` };
    }
    if (passed === 'waitMs') {
      const remedy = 'Send fewer requests at once, or raise limits.maximumWaitMs.';
      return { classifier, code: 'overloaded', message: `The allow-list waited for more than ${waitMs} ms. ${remedy}` };
    }
    return { classifier, code: 'failed', message: `The allow-list could not be searched: ${toErrorKind(error)}.` };
  } finally {
    limit.stop();
  }
}
