import { type AuditEvent } from './audit/audit-event.js';
import { type AuditSink } from './audit/audit-sink.js';
import { type Classifier } from './classifier.js';
import { createControlStringsClassifier } from './classifiers/control-strings.js';
import { createInjectionClassifier } from './classifiers/injection/injection.js';
import { createPiiClassifier } from './classifiers/pii/pii.js';
import { createRulesClassifier } from './classifiers/rules/rules.js';
import { createSecretsClassifier } from './classifiers/secrets/secrets.js';
import { createWordsClassifier } from './classifiers/words.js';
import { Moderator } from './moderator.js';
import { defaultPolicy } from './policy/parse-policy.js';
import { type PolicySource } from './policy/policy-source.js';
import { type ModerationPolicy } from './policy/policy.js';
import { type ShadowPolicy } from './shadow-policy.js';

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

/** The classifiers that need nothing but this package: no network, no model, no key. */
export function localClassifiers(): readonly Classifier[] {
  return [
    createRulesClassifier(),
    createWordsClassifier(),
    createPiiClassifier(),
    createSecretsClassifier(),
    createControlStringsClassifier(),
    createInjectionClassifier(),
  ];
}

/**
 * The moderator that most applications want: all local classifiers and yours, under a policy that says which of them run.
 * @throws {ConfigurationError} when two classifiers share a name, or the policy names one that is not there.
 */
export function createModerator(options: CreateModeratorOptions = {}): Moderator {
  return new Moderator({
    policy: options.policy ?? defaultPolicy(),
    classifiers: [...localClassifiers(), ...(options.classifiers ?? [])],
    onDecision: options.onDecision,
    auditSink: options.auditSink,
    shadow: options.shadow,
  });
}
