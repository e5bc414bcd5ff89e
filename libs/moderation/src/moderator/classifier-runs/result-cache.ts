import { createHmac, randomBytes } from 'node:crypto';

import { LRUCache } from 'lru-cache';

import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { type ModerationInput } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { policyFingerprint } from '../../policy/policy-fingerprint.js';
import { toClassifierFingerprint } from './classifier-fingerprint.js';
import { type ClassifierRun } from './run-classifier.js';

/** The passages that one result may have on average. Bounds the memory that the spans of all results take. */
const passagesPerResult = 10;

/** Remembers the results of classifiers for one text. */
interface TextResults {
  /** Finds the remembered run of a classifier, which took no time. */
  find(classifier: Classifier): ClassifierRun | undefined;
  /** Remembers a run, unless it failed or its classifier has no version. */
  add(run: ClassifierRun): void;
}

/**
 * Remembers results of classifiers, so that a long history is not classified again at every turn. Decisions are not remembered: they
 * depend on the conversation. A text is known only by a hash with a key of this process.
 */
export class ResultCache {
  readonly #key = randomBytes(32);
  #maximum = 0;
  #results: LRUCache<string, ClassifierResult> | undefined;

  /** Finds the results for a text under a policy; undefined when nothing is remembered for such a text. */
  forText(policy: ModerationPolicy, input: ModerationInput): TextResults | undefined {
    const results = this.#resize(policy.limits.maximumCachedResults);
    // A window of a stream is never seen again.
    if (results === undefined || input.partial) return undefined;
    const text = this.#hash(policy, input);
    return {
      find: (classifier) => {
        const result = results.get(`${text} ${toClassifierFingerprint(classifier)}`);
        return result && { classifier, result, latencyMs: 0 };
      },
      add: ({ classifier, result }) => {
        // Without a version nothing says that the classifier gives the same result again.
        if (result === undefined || classifier.version === undefined) return;
        results.set(`${text} ${toClassifierFingerprint(classifier)}`, result);
      },
    };
  }

  /** Starts anew when the limit was changed: under another policy no result is found anyway. */
  #resize(maximum: number): LRUCache<string, ClassifierResult> | undefined {
    if (maximum === this.#maximum) return this.#results;
    this.#maximum = maximum;
    this.#results =
      maximum === 0
        ? undefined
        : new LRUCache({
            max: maximum,
            maxSize: maximum * passagesPerResult,
            sizeCalculation: ({ spans, evidence = [] }) => 1 + spans.length + evidence.length,
          });
    return this.#results;
  }

  /** Hashes all that a result may depend on. */
  #hash(policy: ModerationPolicy, input: ModerationInput): string {
    const { text, stage, role, moderatedTo = 0, isStreamed = false, precedingText = '' } = input;
    return createHmac('sha256', this.#key)
      .update(`${policyFingerprint(policy)} ${stage} ${role} ${moderatedTo} ${isStreamed} ${precedingText.length} `)
      .update(precedingText, 'utf16le')
      .update(text, 'utf16le') // In UTF-8 all halves of surrogate pairs would be equal.
      .digest('base64');
  }
}
