import { type AuditEvent } from '../audit/audit-event.js';
import { type AuditSink } from '../audit/audit-sink.js';
import { DecisionRecords } from '../audit/decision-records.js';
import { type Classifier } from '../contract/classifier.js';
import { type CheckInput, type ModerationInput, type ModerationStage } from '../contract/moderation-input.js';
import { type PolicySource } from '../contract/policy-source.js';
import { joinRhythms, type StreamRhythm } from '../contract/stream-rhythm.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ClassifierFailure, type ErrorVerdict, isReleasable, type Verdict } from '../contract/verdict.js';
import { policyFingerprint } from '../policy/policy-fingerprint.js';
import { type ValueKeeper } from '../contract/value-keeper.js';
import { sharedEventLoopYield } from '../scheduling/event-loop-yield.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { toCharacterBoundary } from '../text/text-chunks.js';
import { assertClassifiers } from './assert-classifiers.js';
import {
  type DecidedText,
  decideText,
  allowUnmoderated,
  refuseText,
  toVerdict,
  withAuditFailure,
} from './build-verdict.js';
import { toClassifierFingerprint } from './classifier-runs/classifier-fingerprint.js';
import { ClassifierQueue } from './classifier-runs/classifier-queue.js';
import { ResultCache } from './classifier-runs/result-cache.js';
import { type ClassifierCoverage, listCoverage, selectClassifiers } from './classifier-runs/coverage.js';
import { type ClassifierRun } from './classifier-runs/run-classifier.js';
import { searchAllowList } from './search-allow-list.js';
import { type VerdictCore } from './explain-verdict.js';
import { toModerationInput } from './to-moderation-input.js';

/** The options of a moderator. */
export interface ModeratorOptions {
  /** The policy, or a source of it that may be reloaded. */
  readonly policy: ModerationPolicy | PolicySource;
  readonly classifiers: readonly Classifier[];
  /** Called once per decision with its final verdict, after the audit sink has answered. Holds no text. Errors are ignored. */
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
  /**
   * Gets the record of every decision before the text is released. The policy's `audit.onError` decides what follows
   * from a failure.
   */
  readonly auditSink?: AuditSink | undefined;
  /** Moderates the same texts with the same classifiers under another policy, and changes nothing: a `ShadowPolicy`. */
  readonly shadow?: Shadow | undefined;
}

/** Follows the decisions of a moderator. */
export interface Shadow {
  /** @returns a function that is called once per moderated text with its final verdict. */
  follow(classifiers: readonly Classifier[]): (input: ModerationInput, verdict: Verdict) => void;
  /** Prepares the classifiers for the policies that it tries. Default: they are prepared at the first text. */
  ready?(): Promise<void>;
}

/** The options of one call. */
export interface ModerateOptions {
  /** Ends the call early, with an error verdict. */
  readonly signal?: AbortSignal | undefined;
  /** Called with every final verdict of the call; a stream has one per window. Errors are ignored. */
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
  /** Keeps the redacted values under a policy with `redaction.mode: restore`. Its owner restores them. */
  readonly vault?: ValueKeeper | undefined;
}

/** The options of the moderation of one window. */
export interface WindowOptions extends ModerateOptions {
  /** Ends the call early like `signal`, but its verdict is neither recorded nor reported: the stream has ended without it. */
  readonly discardSignal?: AbortSignal | undefined;
}

/** The verdict on a text that may continue. */
export interface WindowVerdict {
  readonly verdict: Verdict;
  /**
   * The text before this offset may be released with redactions applied. The offset cuts no character and no redaction.
   * The text's length unless the input is `partial`; 0 when the verdict stops the text.
   */
  readonly releasableTo: number;
}

/**
 * Runs classifiers on a text in parallel, and decides by a policy on their results. Fails closed: a failure gives an
 * error verdict and no exception; the text passes only if the policy's `onError` allows it.
 */
export class Moderator {
  readonly #source: PolicySource;
  readonly #classifiers: readonly Classifier[];
  readonly #records: DecisionRecords;
  readonly #queue = new ClassifierQueue();
  readonly #cache = new ResultCache();
  readonly #shadow: Shadow | undefined;
  readonly #follow: ReturnType<Shadow['follow']> | undefined;

  /** @throws {ConfigurationError} when two classifiers share a name, or the policy names one that is not there. */
  constructor(options: ModeratorOptions) {
    const { policy } = options;
    this.#source = 'current' in policy ? policy : { current: () => policy };
    this.#classifiers = options.classifiers;
    this.#records = new DecisionRecords(options);
    this.#shadow = options.shadow;
    this.#follow = options.shadow?.follow(this.#classifiers);
    assertClassifiers(this.#source.current(), this.#classifiers);
    this.#source.addCheck?.((candidate) => {
      assertClassifiers(candidate, this.#classifiers);
      return this.#prepare(candidate);
    });
  }

  /** The policy in force now. */
  get policy(): ModerationPolicy {
    return this.#source.current();
  }

  /** Identifies the policy in force and the classifiers: moderators with the same value decide alike. */
  get fingerprint(): string {
    return [policyFingerprint(this.policy), ...this.#classifiers.map(toClassifierFingerprint)].join(' ');
  }

  /** Lists the classifiers that run under the policy in force, and the categories that each of them scores. */
  get coverage(): readonly ClassifierCoverage[] {
    return listCoverage(this.policy, this.#classifiers);
  }

  /**
   * Prepares the classifiers for the policy in force, such as one with examples that must be learned. Without this call that is
   * done at the first check, which takes longer then. Later policies are prepared before they are in force.
   * @throws {ModerationError} when a classifier cannot be prepared.
   */
  async ready(): Promise<void> {
    await this.#prepare(this.policy);
    await this.#shadow?.ready?.();
  }

  /**
   * Moderates a text, with defaults for everything but the text.
   *
   * Defaults: the stage `input`; the role that writes at the stage (`user`, `assistant` or `tool`); the path is the given
   * stage, or `text`; a new request id.
   *
   * @throws {ConfigurationError} for a text that is no string, or a stage that there is not.
   *
   * @example
   * const moderator = createModerator();
   * const verdict = await moderator.check('Write to bob@harbour.org, please.');
   * applyVerdict('Write to bob@harbour.org, please.', verdict); // 'Write to [EMAIL_…], please.'
   * await moderator.check({ text: 'The answer is 42.', stage: 'output', requestId: 'request-1' });
   */
  async check(input: string | CheckInput, options: ModerateOptions = {}): Promise<Verdict> {
    return this.moderate(toModerationInput(input), options);
  }

  /** Moderates one text. Never rejects. */
  async moderate(input: ModerationInput, options: ModerateOptions = {}): Promise<Verdict> {
    return (await this.moderateWindow(input, options)).verdict;
  }

  /** Moderates a text that may continue, for a stream gate. Never rejects. */
  async moderateWindow(input: ModerationInput, options: WindowOptions = {}): Promise<WindowVerdict> {
    const { signal: caller, discardSignal, vault } = options;
    const signal = caller && discardSignal ? AbortSignal.any([caller, discardSignal]) : (caller ?? discardSignal);
    const isReported = (): boolean => discardSignal?.aborted !== true;
    return this.#moderateWindow(input, { ...options, signal, vault }, () => true, isReported);
  }

  /**
   * Moderates a text that may continue with those classifiers alone that read every window. A gate that waits for the others learns
   * early whether the stream ends here. Only such a verdict is recorded and reported: the others release nothing. Never rejects.
   */
  async moderateAhead(input: ModerationInput, options: ModerateOptions = {}): Promise<WindowVerdict> {
    const isChosen = ({ rhythm }: Classifier): boolean => rhythm === undefined;
    // Values are kept when they are redacted, and nothing is here.
    return this.#moderateWindow(input, { ...options, vault: undefined }, isChosen, (core) => !isReleasable(core));
  }

  /** Finds the rhythm of streams at a stage; undefined when every classifier that runs there reads every window. */
  findRhythm(stage: ModerationStage): StreamRhythm | undefined {
    const policy = this.#source.current();
    const rhythms = selectClassifiers(policy, stage, this.#classifiers).flatMap(({ rhythm }) =>
      rhythm ? [rhythm] : [],
    );
    return policy.stages[stage].enabled ? joinRhythms(rhythms, policy.gate.rhythm) : undefined;
  }

  /**
   * Creates an error verdict without classifying the text, for example for a stream that holds too much. Never rejects.
   * @param cause Becomes the verdict's cause; a failure of the audit sink is listed after it.
   */
  async refuse(
    input: ModerationInput,
    cause: ClassifierFailure,
    options: Pick<ModerateOptions, 'onVerdict'> = {},
  ): Promise<ErrorVerdict> {
    const verdict = await this.#record(this.#source.current(), input, refuseText(cause), 0);
    notifyListener(options.onVerdict, verdict);
    // `refuseText` decides `error`, and an audit failure never changes the outcome of an error.
    return verdict as ErrorVerdict;
  }

  async #moderateWindow(
    input: ModerationInput,
    options: ModerateOptions,
    isChosen: (classifier: Classifier) => boolean,
    isReported: (core: VerdictCore) => boolean,
  ): Promise<WindowVerdict> {
    const startedAt = performance.now();
    const policy = this.#source.current();
    const decided = await this.#decide(policy, input, options, isChosen);
    const releasableTo = toWholeCharacters(input, decided.releasableTo);
    const latencyMs = performance.now() - startedAt;
    if (!isReported(decided.core)) return toWindowVerdict(toVerdict(policy, input, decided, latencyMs), releasableTo);
    const verdict = await this.#record(policy, input, { ...decided, releasableTo }, latencyMs);
    this.#follow?.(input, verdict);
    notifyListener(options.onVerdict, verdict);
    return toWindowVerdict(verdict, releasableTo);
  }

  /** Writes the record of a decision, then reports the final verdict. It lists the failure of the sink, if any. */
  async #record(
    policy: ModerationPolicy,
    input: ModerationInput,
    decided: DecidedText,
    latencyMs: number,
  ): Promise<Verdict> {
    const verdict = toVerdict(policy, input, decided, latencyMs);
    const failure = await this.#records.write({ policy, input, verdict }, decided.releasableTo);
    const final =
      failure === undefined ? verdict : toVerdict(policy, input, withAuditFailure(policy, decided, failure), latencyMs);
    this.#records.report({ policy, input, verdict: final });
    return final;
  }

  async #decide(
    policy: ModerationPolicy,
    input: ModerationInput,
    { signal, vault }: ModerateOptions,
    isChosen: (classifier: Classifier) => boolean,
  ): Promise<DecidedText> {
    const { text, stage } = input;
    const { maximumCharacters } = policy.limits;
    if (!policy.stages[stage].enabled) return allowUnmoderated(text);
    if (text.length > maximumCharacters) {
      const message = `The text has ${text.length} characters; the policy allows ${maximumCharacters} (limits.maximumCharacters). Split the text.`;
      return refuseText({ classifier: 'moderator', code: 'too-long', message });
    }
    const named = policy.stages[stage].classifiers;
    const missing = named?.find((name) => !this.#classifiers.some((classifier) => classifier.name === name));
    if (missing !== undefined) {
      // A source without `addCheck` may reload a policy that names a classifier which this process does not have.
      const message =
        'The policy names this classifier, which the moderator does not have. Add it to `classifiers`, or remove it from the policy.';
      return refuseText({ classifier: missing, code: 'failed', message });
    }
    const chosen = selectClassifiers(policy, stage, this.#classifiers).filter(isChosen);
    const runs = await this.#classify(chosen, policy, input, signal);
    const hasSpans = runs.some(({ result, partialResult }) => ((result ?? partialResult)?.spans.length ?? 0) > 0);
    if (policy.allow.length === 0 || !hasSpans) return decideText(policy, input, runs, () => false, vault);
    const found = await searchAllowList(policy, text, signal);
    return typeof found === 'function' ? decideText(policy, input, runs, found, vault) : refuseText(found);
  }

  async #prepare(policy: ModerationPolicy): Promise<void> {
    await Promise.all(this.#classifiers.map((classifier) => classifier.preparePolicy?.(policy)));
  }

  /** Runs the classifiers whose results for the text are not remembered. */
  async #classify(
    classifiers: readonly Classifier[],
    policy: ModerationPolicy,
    input: ModerationInput,
    signal: AbortSignal | undefined,
  ): Promise<readonly ClassifierRun[]> {
    // Many remembered texts in a row take turns of the event loop too.
    while (sharedEventLoopYield.isTurnUsed) await sharedEventLoopYield.nextTurn();
    const startedAt = performance.now();
    // A caller that has left gets an error, whatever is remembered.
    const remembered = signal?.aborted ? undefined : this.#cache.forText(policy, input);
    const runs = classifiers.map((classifier) => remembered?.find(classifier));
    sharedEventLoopYield.addUsed(performance.now() - startedAt);
    return Promise.all(
      classifiers.map(async (classifier, index) => {
        const run = runs[index] ?? (await this.#queue.run(classifier, input, policy, signal));
        if (run !== runs[index]) remembered?.add(run);
        return run;
      }),
    );
  }
}

function toWindowVerdict(verdict: Verdict, releasableTo: number): WindowVerdict {
  return { verdict, releasableTo: isReleasable(verdict) ? releasableTo : 0 };
}

/** Moves the end of releasable text back to a whole character, never before the text that was released already. */
function toWholeCharacters({ text, partial, moderatedTo = 0 }: ModerationInput, settledTo: number): number {
  return partial ? toCharacterBoundary(text, Math.max(settledTo, moderatedTo)) : text.length;
}
