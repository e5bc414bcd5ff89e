import { type Category, type CategoryScores } from './category.js';
import { type ModerationStage, type TextRange } from './moderation-input.js';

/**
 * What a policy does about a category whose score reaches the threshold, from the mildest: `monitor` only records, `flag`
 * also names the category to the caller, `redact` replaces the found text, `block` stops the text.
 */
export type PolicyAction = 'monitor' | 'flag' | 'redact' | 'block';

/** A category whose score reached the policy's threshold. */
export interface Finding {
  readonly category: Category;
  /** 0 … 1. */
  readonly score: number;
  readonly threshold: number;
  readonly action: PolicyAction;
  /** Names of the classifiers whose score reached the threshold. */
  readonly classifiers: readonly string[];
  /** Where in the text; empty when the classifiers judge the text as a whole. */
  readonly spans: readonly TextRange[];
}

/** A range of a text and what to put in its place. */
export interface Redaction extends TextRange {
  readonly category: Category;
  /** What is put in place of the range, for example `[EMAIL_1]`. */
  readonly replacement: string;
}

/** Why a classifier gave no result. */
export type ClassifierFailureCode = 'timeout' | 'failed' | 'aborted' | 'too-long' | 'overloaded';

/** A classifier that gave no result. Its message names the kind of error, never the text. */
export interface ClassifierFailure {
  /** The classifier's name, or `moderator` when the text was refused before any classifier saw it. */
  readonly classifier: string;
  readonly code: ClassifierFailureCode;
  readonly message: string;
}

/** What every verdict tells. */
export interface VerdictFacts {
  readonly policyName: string;
  readonly policyVersion: string;
  readonly stage: ModerationStage;
  readonly path: string;
  readonly requestId: string;
  readonly scores: CategoryScores;
  readonly findings: readonly Finding[];
  /** What was looked at by every classifier that ran; empty when none did. */
  readonly scanned: readonly TextRange[];
  /** How long the judgement took, in milliseconds. */
  readonly latencyMs: number;
  /** How long each classifier took that was not called off, in milliseconds, by its name. They run side by side. */
  readonly classifierLatencyMs: Readonly<Record<string, number>>;
  /** Classifiers that gave no result, also those whose failure the policy lets pass: a failure is never silent. */
  readonly failures: readonly ClassifierFailure[];
  /** A sentence that can be shown to a person. It holds no text of the user's or the model's. */
  readonly reason: string;
}

/** The text may go on as it is. Findings whose action is `flag` or `monitor` are listed. */
export interface AllowVerdict extends VerdictFacts {
  readonly outcome: 'allow';
}

/** The text may go on once `spans` are replaced: see `applyRedactions`. */
export interface RedactVerdict extends VerdictFacts {
  readonly outcome: 'redact';
  /** Sorted, without overlaps. */
  readonly spans: readonly Redaction[];
}

/** The text must not go on. */
export interface BlockVerdict extends VerdictFacts {
  readonly outcome: 'block';
  readonly categories: readonly Category[];
}

/** Nobody could judge the text, and the policy does not let it pass unseen. Distinct from a block: the text may be fine. */
export interface ErrorVerdict extends VerdictFacts {
  readonly outcome: 'error';
  readonly cause: ClassifierFailure;
}

/** What the moderator decided about a text, discriminated by `outcome`. */
export type Verdict = AllowVerdict | RedactVerdict | BlockVerdict | ErrorVerdict;

/** Checks whether the text may go on, as it is or with redactions. */
export function isReleasable<Decided extends Pick<Verdict, 'outcome'>>(
  verdict: Decided,
): verdict is Extract<Decided, { readonly outcome: 'allow' | 'redact' }> {
  return verdict.outcome === 'allow' || verdict.outcome === 'redact';
}
