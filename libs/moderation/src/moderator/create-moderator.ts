import { type AuditEvent } from '../audit/audit-event.js';
import { type AuditSink } from '../audit/audit-sink.js';
import { type Classifier } from '../contract/classifier.js';
import { localClassifiers } from '../classifiers/local-classifiers.js';
import { Moderator } from './moderator.js';
import { defaultPolicy } from '../policy/parse-policy.js';
import { type PolicySource } from '../contract/policy-source.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ShadowPolicy } from './shadow-policy.js';
import { offThreadClassifier } from '../worker/off-thread-classifier.js';

/** What may differ from the default moderator. */
export interface CreateModeratorOptions {
  /** Default: the preset `balanced`. */
  readonly policy?: ModerationPolicy | PolicySource | undefined;
  /** Run beside the local ones: a remote service, a guard model, one of your own. */
  readonly classifiers?: readonly Classifier[] | undefined;
  /** Called once per verdict with a record that holds no text. */
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
  /** Gets the record of every decision before its text goes on, such as an `AuditLog`. */
  readonly auditSink?: AuditSink | undefined;
  /** A candidate policy that judges beside the active one, and changes nothing. */
  readonly shadow?: ShadowPolicy | undefined;
}

/** The local classifiers, which judge long texts in threads of their own, and yours. */
export function allClassifiers(own: readonly Classifier[] = []): readonly Classifier[] {
  return [...localClassifiers().map((classifier) => offThreadClassifier(classifier)), ...own];
}

/**
 * The moderator that most applications want: all local classifiers and yours, under a policy that says which of them run.
 * @throws {ConfigurationError} when two classifiers share a name, or the policy names one that is not there.
 */
export function createModerator(options: CreateModeratorOptions = {}): Moderator {
  return new Moderator({
    policy: options.policy ?? defaultPolicy(),
    classifiers: allClassifiers(options.classifiers),
    onDecision: options.onDecision,
    auditSink: options.auditSink,
    shadow: options.shadow,
  });
}
