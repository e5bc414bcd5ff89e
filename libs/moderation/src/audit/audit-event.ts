import { type Category, type CategoryScores } from '../contract/category.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { keyedHash } from '../redaction/replacement.js';
import {
  type ModerationInput,
  type ModerationRole,
  type ModerationStage,
  type TextRange,
} from '../contract/moderation-input.js';
import { type ClassifierFailure, type PolicyAction, type Verdict } from '../contract/verdict.js';

/**
 * The record of one decision. It holds no text unless the policy asks for it, and then the approved one: the text is named by
 * a keyed hash and its length. Ready to be written to a log as JSON.
 */
export interface AuditEvent {
  readonly type: 'moderation-decision';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly requestId: string;
  readonly conversationId?: string;
  readonly stage: ModerationStage;
  readonly role: ModerationRole;
  readonly path: string;
  readonly policyName: string;
  readonly policyVersion: string;
  readonly outcome: Verdict['outcome'];
  readonly findings: readonly {
    readonly category: Category;
    readonly score: number;
    readonly threshold: number;
    readonly action: PolicyAction;
    readonly classifiers: readonly string[];
    readonly spans: number;
  }[];
  readonly scores: CategoryScores;
  readonly failures: readonly ClassifierFailure[];
  /** HMAC-SHA-256 of the text under the policy's key, hexadecimal: finds equal texts again, and cannot be guessed without it. */
  readonly textHash: string;
  readonly textCharacters: number;
  /** How many characters of it are new; the others are context of a stream's window. */
  readonly newCharacters: number;
  readonly redactions: number;
  /** What was looked at; empty when nothing was. */
  readonly scanned: readonly TextRange[];
  readonly latencyMs: number;
  /** By the classifier's name, in milliseconds. */
  readonly classifierLatencyMs: Readonly<Record<string, number>>;
  /**
   * What went on by this decision, redactions in place, where the policy records it: of a stream's window the part that was released
   * then, so that all of a stream's records together hold its text once. Never of one that was stopped, and only for an audit sink.
   */
  readonly approvedText?: string;
}

/** Makes the record of a decision, with the text that goes on by it, if that is given. */
export function auditEvent(
  policy: ModerationPolicy,
  input: ModerationInput,
  verdict: Verdict,
  recordedText?: string,
): AuditEvent {
  return {
    type: 'moderation-decision',
    time: new Date().toISOString(),
    requestId: input.requestId,
    ...(input.conversationId === undefined ? {} : { conversationId: input.conversationId }),
    stage: input.stage,
    role: input.role,
    path: input.path,
    policyName: verdict.policyName,
    policyVersion: verdict.policyVersion,
    outcome: verdict.outcome,
    findings: verdict.findings.map(({ spans, ...finding }) => ({ ...finding, spans: spans.length })),
    scores: verdict.scores,
    failures: verdict.failures,
    textHash: keyedHash(policy.redaction, ['text', input.text]),
    textCharacters: input.text.length,
    newCharacters: input.text.length - (input.moderatedTo ?? 0),
    redactions: verdict.outcome === 'redact' ? verdict.spans.length : 0,
    scanned: verdict.scanned,
    latencyMs: verdict.latencyMs,
    classifierLatencyMs: verdict.classifierLatencyMs,
    ...(recordedText === undefined ? {} : { approvedText: recordedText }),
  };
}
