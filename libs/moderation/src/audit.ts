import { createHash } from 'node:crypto';

import { type Category, type CategoryScores } from './category.js';
import { type ModerationInput, type ModerationRole, type ModerationStage } from './stage.js';
import { type ClassifierFailure, type PolicyAction, type Verdict } from './verdict.js';

/**
 * The record of one decision. It holds no text: the text is named by its hash and length, places by their offsets. Ready to
 * be written to a log as JSON.
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
  /** SHA-256 of the text, hexadecimal: finds equal texts again, tells nothing else about long ones. */
  readonly textHash: string;
  readonly textCharacters: number;
  /** How many characters of it are new; the others are context of a stream's window. */
  readonly newCharacters: number;
  readonly redactions: number;
  readonly latencyMs: number;
}

/** Makes the record of a decision. */
export function auditEvent(input: ModerationInput, verdict: Verdict): AuditEvent {
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
    textHash: createHash('sha256').update(input.text).digest('hex'),
    textCharacters: input.text.length,
    newCharacters: input.text.length - (input.judgedTo ?? 0),
    redactions: verdict.outcome === 'redact' ? verdict.spans.length : 0,
    latencyMs: verdict.latencyMs,
  };
}
