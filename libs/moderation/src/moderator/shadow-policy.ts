import { type Category } from '../contract/category.js';
import { type Classifier } from '../contract/classifier.js';
import { Moderator } from './moderator.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type PolicySource } from '../contract/policy-source.js';
import { type ModerationInput, type ModerationStage } from '../contract/moderation-input.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { type Verdict } from '../contract/verdict.js';

/** What one policy decided. */
export interface ShadowSide {
  readonly policyName: string;
  readonly policyVersion: string;
  readonly outcome: Verdict['outcome'];
  /** Categories that were found, whatever the policy does about them. */
  readonly categories: readonly Category[];
  /** How many passages are replaced. */
  readonly redactions: number;
}

/** A decision that the candidate would have taken otherwise. It holds no text. */
export interface ShadowDifference {
  readonly requestId: string;
  readonly stage: ModerationStage;
  readonly path: string;
  readonly active: ShadowSide;
  readonly candidate: ShadowSide;
}

/** What a shadow is made of. */
export interface ShadowPolicyOptions {
  readonly policy: ModerationPolicy | PolicySource;
  /** Called for every decision on which the two differ. What it throws is ignored. */
  readonly onDifference?: (difference: ShadowDifference) => void;
}

/** A shadow that is further behind than this leaves decisions out: what waits holds texts in memory. */
const maximumWaiting = 1_000;

/**
 * A candidate policy that is tried on live traffic: it judges what the active one judges, after it, and changes nothing. Checks that
 * were called off it leaves out. Give it to `createModerator` as `shadow`.
 */
export class ShadowPolicy {
  readonly #options: ShadowPolicyOptions;
  #compared = 0;
  #different = 0;
  #skipped = 0;
  #waiting = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ShadowPolicyOptions) {
    this.#options = options;
  }

  /** How many decisions were compared so far. */
  get compared(): number {
    return this.#compared;
  }

  /** On how many of them the two policies differ. */
  get different(): number {
    return this.#different;
  }

  /** How many decisions were left out, because too many waited. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Ready to follow the decisions of a moderator with these classifiers.
   * @throws {ConfigurationError} when the candidate names a classifier that is not there.
   */
  follow(classifiers: readonly Classifier[]): (input: ModerationInput, active: Verdict) => void {
    const candidate = new Moderator({ policy: this.#options.policy, classifiers });
    // One at a time: the shadow must not take the machine from the texts that wait.
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

/** Checks whether a caller that left, or a failure of the audit sink, made the verdict: the policy did not decide it. */
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
