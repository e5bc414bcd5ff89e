import { type Category } from '../contract/category.js';
import { type Classifier } from '../contract/classifier.js';
import { Moderator } from './moderator.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type PolicySource } from '../contract/policy-source.js';
import { type ModerationInput, type ModerationStage } from '../contract/moderation-input.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { type Verdict } from '../contract/verdict.js';

/** The decision of one of the two policies. */
export interface ShadowSide {
  readonly policyName: string;
  readonly policyVersion: string;
  readonly outcome: Verdict['outcome'];
  /** The found categories, whatever the policy does about them. */
  readonly categories: readonly Category[];
  /** The number of passages that are replaced. */
  readonly redactions: number;
}

/** A decision on which the two policies differ. It holds no text. */
export interface ShadowDifference {
  readonly requestId: string;
  readonly stage: ModerationStage;
  readonly path: string;
  readonly active: ShadowSide;
  readonly candidate: ShadowSide;
}

/** The options of a shadow policy. */
export interface ShadowPolicyOptions {
  /** The candidate. */
  readonly policy: ModerationPolicy | PolicySource;
  /** Called for every decision on which the two policies differ. Errors are ignored. */
  readonly onDifference?: ((difference: ShadowDifference) => void) | undefined;
}

/** The most decisions that wait for comparison: each keeps its text in memory. */
const maximumWaiting = 1_000;

/**
 * Tries a candidate policy on live traffic: it moderates each text after the active policy, compares the verdicts, and changes
 * nothing. Give it to `createModerator` as `shadow`.
 *
 * It leaves out texts whose caller has left, or whose audit record failed: the policy did not decide those.
 */
export class ShadowPolicy {
  readonly #options: ShadowPolicyOptions;
  readonly #candidates: Moderator[] = [];
  #compared = 0;
  #different = 0;
  #skipped = 0;
  #waiting = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ShadowPolicyOptions) {
    this.#options = options;
  }

  /** The number of decisions that were compared so far. */
  get compared(): number {
    return this.#compared;
  }

  /** The number of compared decisions on which the two policies differ. */
  get different(): number {
    return this.#different;
  }

  /** The number of decisions that were left out because too many waited. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Starts to follow the decisions of a moderator with these classifiers.
   * @throws {ConfigurationError} when the candidate names a classifier that is not there.
   */
  follow(classifiers: readonly Classifier[]): (input: ModerationInput, active: Verdict) => void {
    const candidate = new Moderator({ policy: this.#options.policy, classifiers });
    this.#candidates.push(candidate);
    // One comparison at a time, so that the candidate does not slow live requests.
    return (input, active) => {
      if (isPolicyIndependent(active)) return;
      if (this.#waiting >= maximumWaiting) {
        this.#skipped += 1;
        return;
      }
      this.#waiting += 1;
      this.#running = this.#running.then(async () => {
        this.#compare(input, active, await candidate.moderate(input));
        this.#waiting -= 1;
      });
    };
  }

  /**
   * Prepares the classifiers for the candidate, such as one with examples that must be learned.
   * @throws {ModerationError} when a classifier cannot be prepared.
   */
  async ready(): Promise<void> {
    for (const candidate of this.#candidates) await candidate.ready();
  }

  /** Resolves when every decision so far was compared. */
  settled(): Promise<void> {
    return this.#running;
  }

  #compare({ requestId, stage, path }: ModerationInput, active: Verdict, candidate: Verdict): void {
    this.#compared += 1;
    const sides = { active: toShadowSide(active), candidate: toShadowSide(candidate) };
    if (isSame(sides.active, sides.candidate)) return;
    this.#different += 1;
    notifyListener(this.#options.onDifference, { requestId, stage, path, ...sides });
  }
}

/** Checks whether an abort or an audit failure caused the verdict, and not the policy. */
function isPolicyIndependent(verdict: Verdict): boolean {
  return verdict.outcome === 'error' && (verdict.cause.code === 'aborted' || verdict.cause.classifier === 'audit');
}

function toShadowSide(verdict: Verdict): ShadowSide {
  const { policyName, policyVersion, outcome, findings } = verdict;
  return {
    policyName,
    policyVersion,
    outcome,
    categories: findings.map(({ category }) => category).toSorted(),
    redactions: verdict.outcome === 'redact' ? verdict.spans.length : 0,
  };
}

function isSame(a: ShadowSide, b: ShadowSide): boolean {
  return a.outcome === b.outcome && a.redactions === b.redactions && a.categories.join() === b.categories.join();
}
