import pLimit, { type LimitFunction } from 'p-limit';

import { type Classifier } from '../../contract/classifier.js';
import { type ModerationInput } from '../../contract/moderation-input.js';
import { findClassifierSettings, type ModerationPolicy } from '../../contract/policy.js';
import { sharedEventLoopYield } from '../../scheduling/event-loop-yield.js';
import { type ClassifierRun, runClassifier } from './run-classifier.js';

/** The number of runs that may wait for each run that may be active. */
const waitingPerRunning = 16;

/**
 * Runs classifiers, each at most `limits.maximumConcurrentChecks` times at once. A run that hangs keeps its slot; the
 * number of waiting runs is bounded too.
 */
export class ClassifierQueue {
  readonly #limits = new Map<string, LimitFunction>();

  /** Runs a classifier. Never rejects: an error, and a full queue, is a failure of the run. */
  run(
    classifier: Classifier,
    input: ModerationInput,
    policy: ModerationPolicy,
    signal: AbortSignal | undefined,
  ): Promise<ClassifierRun> {
    const { name } = classifier;
    const { maximumConcurrentChecks, maximumWaitMs } = policy.limits;
    const maximumWaiting = maximumConcurrentChecks * waitingPerRunning;
    const limit = this.#limitFor(name, maximumConcurrentChecks);
    return runClassifier(classifier, input, policy, {
      workMs: findClassifierSettings(policy, name).timeoutMs,
      waitMs: maximumWaitMs,
      signal,
      // The slot is freed when the classifier itself returns, not when its time limit passes.
      whenFree: (start) => (limit.pendingCount < maximumWaiting ? limit(start) : undefined),
      eventLoopYield: sharedEventLoopYield,
    });
  }

  #limitFor(name: string, concurrency: number): LimitFunction {
    const limit = this.#limits.get(name) ?? pLimit(concurrency);
    this.#limits.set(name, limit);
    // The policy may have been reloaded.
    if (limit.concurrency !== concurrency) limit.concurrency = concurrency;
    return limit;
  }
}
