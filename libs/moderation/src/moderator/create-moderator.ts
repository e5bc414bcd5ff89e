import { type AuditEvent } from '../audit/audit-event.js';
import { type AuditSink } from '../audit/audit-sink.js';
import { type Classifier } from '../contract/classifier.js';
import { assertKnownOptions } from '../errors/assert-known-options.js';
import { listClassifiers } from './classifier-runs/list-classifiers.js';
import { Moderator } from './moderator.js';
import { presetPolicy } from '../policy/parse-policy.js';
import { type PresetName } from '../policy/schema/policy-schema.js';
import { type PolicySource } from '../contract/policy-source.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ShadowPolicy } from './shadow-policy.js';

/** The options of a moderator with the local classifiers. */
export interface CreateModeratorOptions {
  /** A policy, a source of it that may be reloaded, or the name of a preset. Default `balanced`. */
  readonly policy?: ModerationPolicy | PolicySource | PresetName | undefined;
  /** The guard model, as `guardClassifier` creates it. It runs under every preset. Default: none. */
  readonly guard?: Classifier | undefined;
  /** Classifiers that run beside the local ones: a remote service, a chat model that guards, one of your own. */
  readonly classifiers?: readonly Classifier[] | undefined;
  /** Called once per decision with its final verdict, after the audit sink has answered. Holds no text. Errors are ignored. */
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
  /** Gets the record of every decision before the text is released: an `AuditLog`, for example. */
  readonly auditSink?: AuditSink | undefined;
  /** Tries a candidate policy on the same texts, and changes nothing. */
  readonly shadow?: ShadowPolicy | undefined;
}

const knownOptions = {
  policy: true,
  guard: true,
  classifiers: true,
  onDecision: true,
  auditSink: true,
  shadow: true,
} as const;

/**
 * Creates a moderator with all local classifiers, the guard model if it is given, and your own. The policy says which of them run.
 * @throws {ConfigurationError} for an unknown option, when two classifiers share a name, or when the policy names one that is not
 * there.
 * @throws {PolicyUnknownError} for a name that no preset has.
 *
 * @example
 * const moderator = createModerator({ policy: 'strict' });
 * const { outcome, reason } = await moderator.check('Hello there');
 */
export function createModerator(options: CreateModeratorOptions = {}): Moderator {
  assertKnownOptions('createModerator', options, knownOptions);
  const { policy = 'balanced' } = options;
  return new Moderator({
    policy: typeof policy === 'string' ? presetPolicy(policy) : policy,
    classifiers: listClassifiers(options),
    onDecision: options.onDecision,
    auditSink: options.auditSink,
    shadow: options.shadow,
  });
}
