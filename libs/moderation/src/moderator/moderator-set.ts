import { type Classifier } from '../contract/classifier.js';
import { assertKnownOptions } from '../errors/assert-known-options.js';
import { type CreateModeratorOptions } from './create-moderator.js';
import { listClassifiers } from './classifier-runs/list-classifiers.js';
import { Moderator } from './moderator.js';
import { type PolicySet } from '../policy/file/policy-set.js';
import { type ShadowPolicy } from './shadow-policy.js';

/** The options of a set, whose moderators share classifiers, listener and sink. */
export interface ModeratorSetOptions extends Omit<CreateModeratorOptions, 'policy' | 'shadow'> {
  readonly policies: PolicySet;
  /** Shadow policies, by the name of the policy with which each is compared. */
  readonly shadows?: Readonly<Record<string, ShadowPolicy>> | undefined;
}

const knownOptions = {
  policies: true,
  shadows: true,
  guard: true,
  classifiers: true,
  onDecision: true,
  auditSink: true,
} as const;

/** Holds one moderator for each policy of a set, for requests whose policy depends on the caller. */
export class ModeratorSet {
  readonly #options: ModeratorSetOptions;
  readonly #classifiers: readonly Classifier[];
  readonly #moderators = new Map<string, Moderator>();

  /**
   * @throws {ConfigurationError} for an unknown option, when two classifiers share a name, or when a policy names one that is not
   * there.
   * @throws {PolicyUnknownError} when `shadows` names a policy that does not exist.
   */
  constructor(options: ModeratorSetOptions) {
    assertKnownOptions('ModeratorSet', options, knownOptions);
    this.#options = options;
    this.#classifiers = listClassifiers(options);
    const { policies, shadows = {} } = options;
    // All are created now, so that a policy that cannot be applied fails at the start and not in a request.
    for (const name of new Set([...policies.names, ...Object.keys(shadows)])) this.for(name);
  }

  /** The policies of the set. */
  get policies(): PolicySet {
    return this.#options.policies;
  }

  /**
   * Prepares the classifiers for all policies, such as those with examples that must be learned.
   * @throws {ModerationError} when a classifier cannot be prepared for one of them.
   */
  async ready(): Promise<void> {
    for (const moderator of this.#moderators.values()) await moderator.ready();
  }

  /**
   * Finds the moderator of a policy. Default: the default policy of the set.
   * @throws {PolicyUnknownError} for an unknown name; the message lists the known ones.
   */
  for(name: string = this.#options.policies.defaultName): Moderator {
    const known = this.#moderators.get(name);
    if (known !== undefined) return known;
    const { policies, shadows = {}, onDecision, auditSink } = this.#options;
    const shadow = Object.hasOwn(shadows, name) ? shadows[name] : undefined;
    const moderator = new Moderator({
      policy: policies.source(name),
      classifiers: this.#classifiers,
      onDecision,
      auditSink,
      shadow,
    });
    this.#moderators.set(name, moderator);
    return moderator;
  }
}
