import { type Category, type CategoryScores } from '../contract/category.js';
import {
  type ModerationInput,
  type ModerationRole,
  type ModerationStage,
  type TextRange,
} from '../contract/moderation-input.js';
import { type ModerationPolicy } from '../contract/policy.js';
import {
  type ClassifierFailure,
  type HistoryAction,
  isReleasable,
  type PolicyAction,
  type Verdict,
} from '../contract/verdict.js';
import { hashWithKey } from '../redaction/hash-with-key.js';

/**
 * The record of one decision, ready to be written to a log as JSON. It identifies the text by a keyed hash and its length;
 * it holds text only where the policy's `audit.text` is `approved`.
 */
export interface AuditEvent {
  readonly type: 'moderation-decision';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly requestId: string;
  readonly conversationId?: string | undefined;
  readonly stage: ModerationStage;
  readonly role: ModerationRole;
  readonly path: string;
  readonly policyName: string;
  readonly policyVersion: string;
  readonly outcome: Verdict['outcome'];
  /** How the conversation goes on without a stopped text of its history. */
  readonly history?: HistoryAction | undefined;
  readonly findings: readonly {
    readonly category: Category;
    readonly score: number;
    readonly threshold: number;
    readonly action: PolicyAction;
    readonly classifiers: readonly string[];
    /** The number of passages in the finding. */
    readonly spans: number;
  }[];
  readonly scores: CategoryScores;
  readonly failures: readonly ClassifierFailure[];
  /**
   * HMAC-SHA-256 of the text under the policy's `redaction.hashKey`, hexadecimal. Equal texts have equal hashes; without the
   * key a text cannot be guessed from its hash.
   */
  readonly textHash: string;
  /** UTF-16 code units. */
  readonly textCharacters: number;
  /** The number of new code units. The others are context that an earlier window of the stream moderated. */
  readonly newCharacters: number;
  /** The number of passages that were replaced. */
  readonly redactions: number;
  /** The ranges that every classifier covered; empty when none ran. */
  readonly scanned: readonly TextRange[];
  readonly latencyMs: number;
  /** By the classifier's name, in milliseconds. */
  readonly classifierLatencyMs: Readonly<Record<string, number>>;
  /**
   * The released text, with its redactions applied. Only records for an audit sink contain it, and never for a stopped
   * text. In a stream each record contains the part that its window released. If the sink itself fails or answers too
   * late, the text may not be released although the record contains it.
   */
  readonly approvedText?: string | undefined;
}

/** A decision, and the policy under which it was made. */
export interface Decision {
  readonly policy: ModerationPolicy;
  readonly input: ModerationInput;
  readonly verdict: Verdict;
}

/** Creates the record of a decision, with the released text if it is given. */
export function toAuditEvent({ policy, input, verdict }: Decision, approvedText?: string): AuditEvent {
  return {
    type: 'moderation-decision',
    time: new Date().toISOString(),
    requestId: input.requestId,
    conversationId: input.conversationId,
    stage: input.stage,
    role: input.role,
    path: input.path,
    policyName: verdict.policyName,
    policyVersion: verdict.policyVersion,
    outcome: verdict.outcome,
    history: isReleasable(verdict) ? undefined : verdict.history,
    findings: verdict.findings.map(({ spans, isWholeText: _, ...finding }) => ({ ...finding, spans: spans.length })),
    scores: verdict.scores,
    failures: verdict.failures,
    textHash: hashWithKey(policy.redaction, ['text', input.text]),
    textCharacters: input.text.length,
    newCharacters: input.text.length - (input.moderatedTo ?? 0),
    redactions: verdict.outcome === 'redact' ? verdict.spans.length : 0,
    scanned: verdict.scanned,
    latencyMs: verdict.latencyMs,
    classifierLatencyMs: verdict.classifierLatencyMs,
    approvedText,
  };
}
