import pLimit, { type LimitFunction } from 'p-limit';

import { type Classifier } from '../contract/classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { classifierSettings, type ModerationPolicy } from '../contract/policy.js';
import { sharedEventLoopYield } from '../scheduling/event-loop-yield.js';
import { type ClassifierRun, runClassifier } from './run-classifier.js';

/** For each check that may run, this many more may wait. */
const waitingPerRunning = 16;

/**
 * Runs classifiers, of each a bounded number at a time. A classifier that hangs keeps its place; the number of checks that
 * wait is bounded too.
 */
export class ClassifierQueue {
  readonly #limits = new Map<string, LimitFunction>();

  /** Runs a classifier. Never rejects: every error, and too many checks that wait, is a failure of the run. */
  run(
    classifier: Classifier,
    input: ModerationInput,
    policy: ModerationPolicy,
    signal: AbortSignal | undefined,
  ): Promise<ClassifierRun> {
    const { name } = classifier;
    const { maximumConcurrentChecks } = policy.limits;
    const maximumWaiting = maximumConcurrentChecks * waitingPerRunning;
    const limit = this.#limitFor(name, maximumConcurrentChecks);
    return runClassifier(classifier, input, policy, {
      timeoutMs: classifierSettings(policy, name).timeoutMs,
      signal,
      // The place is free again when the classifier itself returns, not when its time is up.
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
