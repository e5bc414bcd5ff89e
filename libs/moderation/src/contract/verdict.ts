import { type Category, type CategoryScores } from './category.js';
import { type ModerationStage, type TextRange } from './moderation-input.js';

/**
 * The action on a stopped message of the history, which is all before the newest user message: `drop` leaves it out together with
 * the rest of its exchange, `redact` puts a note in its place, `block` stops the whole conversation.
 */
export type HistoryAction = 'drop' | 'redact' | 'block';

/**
 * The action on a category whose score reaches its threshold, from the mildest: `monitor` only records, `flag` also names the
 * category to the caller, `redact` replaces the found text, `block` stops the text.
 */
export type PolicyAction = 'monitor' | 'flag' | 'redact' | 'block';

/** A category whose score by some classifier reached the threshold of the policy. */
export interface Finding {
  readonly category: Category;
  /** The highest score of `classifiers`, from 0 to 1. */
  readonly score: number;
  /** The threshold of the classifier with this score: a policy may have thresholds by classifier. */
  readonly threshold: number;
  readonly action: PolicyAction;
  /** The names of the classifiers whose score reached the threshold. */
  readonly classifiers: readonly string[];
  /** The passages in the text. For a score of the text as a whole: the passage that explains it, or none. */
  readonly spans: readonly TextRange[];
  /** A classifier scored the text as a whole: the finding is about more than `spans`. Default false. */
  readonly isWholeText?: true | undefined;
}

/** A range of a text, and the text that replaces it. */
export interface Redaction extends TextRange {
  readonly category: Category;
  /** For example `[EMAIL_3FA9C1]`. */
  readonly replacement: string;
}

/**
 * The reason why a classifier gave no result. `too-long`, `too-costly` and `unreadable` are in the text: another try fails as well.
 * `overloaded` is too much work at once. `timeout` and `failed` are faults of the classifier, `aborted` is the caller's wish.
 */
export type ClassifierFailureCode =
  'timeout' | 'failed' | 'aborted' | 'too-long' | 'too-costly' | 'unreadable' | 'overloaded';

/** The failure of a classifier to give a result. */
export interface ClassifierFailure {
  /** The name of the classifier; or `moderator`, `gate` or `audit` for a failure outside of one. */
  readonly classifier: string;
  readonly code: ClassifierFailureCode;
  /** Names the kind of error, and never holds the text. */
  readonly message: string;
}

/** The fields of every verdict. They hold no text. */
export interface VerdictFields {
  readonly policyName: string;
  readonly policyVersion: string;
  readonly stage: ModerationStage;
  readonly path: string;
  readonly requestId: string;
  readonly scores: CategoryScores;
  readonly findings: readonly Finding[];
  /** The ranges that every classifier covered; empty when none ran. */
  readonly scanned: readonly TextRange[];
  /** How long the decision took, in milliseconds, without the audit sink. */
  readonly latencyMs: number;
  /** Milliseconds that each classifier took, by name, without aborted ones. Classifiers run in parallel. */
  readonly classifierLatencyMs: Readonly<Record<string, number>>;
  /** All failures, also those that the policy lets pass. */
  readonly failures: readonly ClassifierFailure[];
  /** A sentence that can be shown to a person. */
  readonly reason: string;
}

/** The text may be released as it is. Findings whose action is `flag` or `monitor` are listed. */
export interface AllowVerdict extends VerdictFields {
  readonly outcome: 'allow';
}

/** The text may be released when `spans` are replaced: see `applyVerdict`. */
export interface RedactVerdict extends VerdictFields {
  readonly outcome: 'redact';
  /** Sorted, without overlaps. */
  readonly spans: readonly Redaction[];
}

/** The fields of a verdict that stops its text. */
export interface StoppedFields extends VerdictFields {
  /**
   * Set for a text of the history without which the conversation goes on: `drop` leaves out its exchange, `redact` puts a note in
   * its place. Undefined: the text stops its request.
   */
  readonly history?: Exclude<HistoryAction, 'block'> | undefined;
}

/** The text must not be released. */
export interface BlockVerdict extends StoppedFields {
  readonly outcome: 'block';
  readonly categories: readonly Category[];
}

/**
 * The text must not be released, because it could not be moderated or recorded. Unlike a blocked text, it may be harmless.
 */
export interface ErrorVerdict extends StoppedFields {
  readonly outcome: 'error';
  readonly cause: ClassifierFailure;
}

/** The decision about a text, discriminated by `outcome`. */
export type Verdict = AllowVerdict | RedactVerdict | BlockVerdict | ErrorVerdict;

/** Checks whether the text may be released, as it is or with redactions. */
export function isReleasable<Decided extends Pick<Verdict, 'outcome'>>(
  verdict: Decided,
): verdict is Extract<Decided, { readonly outcome: 'allow' | 'redact' }> {
  return verdict.outcome === 'allow' || verdict.outcome === 'redact';
}
