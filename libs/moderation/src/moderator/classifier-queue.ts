import pLimit, { type LimitFunction } from 'p-limit';

import { type Classifier } from '../contract/classifier.js';
import { classifierSettings, type ModerationPolicy } from '../contract/policy.js';
import { type ClassifierRun, runClassifier } from './run-classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { sharedEventLoopYield } from '../scheduling/event-loop-yield.js';

/** Checks that may wait for each one that may run. Waiting counts towards the classifier's time. */
const waitingPerPlace = 16;

/** Runs classifiers, of each a bounded number at a time: checks that have not come back, a hanging one included, and those that wait. */
export class ClassifierQueue {
  readonly #limits = new Map<string, LimitFunction>();

  /** Never rejects: whatever goes wrong, too many that wait included, is a failure of the run. */
  run(
    classifier: Classifier,
    input: ModerationInput,
    policy: ModerationPolicy,
    signal: AbortSignal | undefined,
  ): Promise<ClassifierRun> {
    const { name } = classifier;
    const { maximumConcurrentChecks } = policy.limits;
    const limit = this.#limitFor(name, maximumConcurrentChecks);
    return runClassifier(classifier, input, policy, {
      timeoutMs: classifierSettings(policy, name).timeoutMs,
      signal,
      // A place is free again when the classifier itself comes back, not when its time is up.
      whenFree: (start) => (limit.pendingCount < maximumConcurrentChecks * waitingPerPlace ? limit(start) : undefined),
      turns: sharedEventLoopYield,
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
