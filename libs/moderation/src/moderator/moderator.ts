import { type AuditEvent } from '../audit/audit-event.js';
import { type AuditSink } from '../audit/audit-sink.js';
import { DecisionRecords } from '../audit/decision-records.js';
import { findAllowedRanges, type IsAllowed, toIsAllowed } from '../policy/allow-list.js';
import { assertClassifiers } from './assert-classifiers.js';
import { ClassifierQueue } from './classifier-queue.js';
import { type Classifier } from '../contract/classifier.js';
import { buildVerdict, type Decided, toVerdictFacts, pickEvidence, refuse } from './build-verdict.js';
import { classifierSettings, type ModerationPolicy } from '../contract/policy.js';
import { classifierFingerprint } from './classifier-fingerprint.js';
import { policyFingerprint } from '../policy/policy-fingerprint.js';
import { type PolicySource } from '../contract/policy-source.js';
import { type ClassifierRun } from './run-classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { wholeCharacters } from '../text/text-chunks.js';
import { type ClassifierFailure, type ErrorVerdict, isReleasable, type Verdict } from '../contract/verdict.js';
import { type VerdictCore } from './explain-verdict.js';
import { longestTextAtOnce } from '../worker/off-thread-classifier.js';
import { sharedThreads } from '../worker/thread-pool.js';

/** What a moderator is made of. */
export interface ModeratorOptions {
  readonly policy: ModerationPolicy | PolicySource;
  readonly classifiers: readonly Classifier[];
  /** Called once per verdict, with no text in the event. What it throws is ignored: an audit sink cannot open the gate. */
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
  /** Gets the record of every decision before its text goes on; what happens when it fails is the policy's. */
  readonly auditSink?: AuditSink | undefined;
  /** Judges beside this moderator, with the same classifiers, and changes nothing: a `ShadowPolicy`. */
  readonly shadow?: Shadow | undefined;
}

/** What follows a moderator's decisions. */
export interface Shadow {
  follow(classifiers: readonly Classifier[]): (input: ModerationInput, verdict: Verdict) => void;
}

/** What may differ from call to call. */
export interface ModerateOptions {
  /** Ends the check early, with an error verdict. */
  readonly signal?: AbortSignal | undefined;
  /** Hears every verdict of these checks, those of a gate included: for telling a caller what was found. Must not throw. */
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
}

/** A verdict with what a stream needs to know beside it. */
export interface WindowVerdict {
  readonly verdict: Verdict;
  /**
   * The text before this offset may be released, redactions in place: a whole character ends there, and no redaction reaches over
   * it. The text's length unless the input is `partial`. Means nothing when the verdict stops the text.
   */
  readonly releasableTo: number;
}

/**
 * The stage: runs the classifiers that the policy names for a text, side by side, and lays the policy over their results.
 * Fails closed: whatever goes wrong is a verdict, never an exception and never a pass that the policy did not ask for.
 */
export class Moderator {
  readonly #source: PolicySource;
  readonly #classifiers: readonly Classifier[];
  readonly #records: DecisionRecords;
  readonly #runs = new ClassifierQueue();
  readonly #shadow: ReturnType<Shadow['follow']> | undefined;

  /** @throws {ConfigurationError} when two classifiers share a name, or the policy names one that is not there. */
  constructor(options: ModeratorOptions) {
    const { policy } = options;
    this.#source = 'current' in policy ? policy : { current: () => policy };
    this.#classifiers = options.classifiers;
    this.#records = new DecisionRecords(options);
    this.#shadow = options.shadow?.follow(this.#classifiers);
    assertClassifiers(this.#source.current(), this.#classifiers);
    this.#source.addCheck?.((candidate) => assertClassifiers(candidate, this.#classifiers));
  }

  /** The policy in force now. */
  get policy(): ModerationPolicy {
    return this.#source.current();
  }

  /** Tells moderators apart that may decide otherwise: by what the policy in force says, and by who judges. */
  get fingerprint(): string {
    return [policyFingerprint(this.policy), ...this.#classifiers.map(classifierFingerprint)].join(' ');
  }

  /** Judges one text. Never rejects. */
  async moderate(input: ModerationInput, options: ModerateOptions = {}): Promise<Verdict> {
    return (await this.moderateWindow(input, options)).verdict;
  }

  /** Judges one text of which more may follow: what a gate calls. Never rejects. */
  async moderateWindow(input: ModerationInput, options: ModerateOptions = {}): Promise<WindowVerdict> {
    const judgement = await this.#judgeAndRecord(input, options);
    options.onVerdict?.(judgement.verdict);
    return judgement;
  }

  async #judgeAndRecord(input: ModerationInput, options: ModerateOptions): Promise<WindowVerdict> {
    const started = performance.now();
    const policy = this.#source.current();
    const judgement = await this.#judge(policy, input, options.signal);
    const { core, classifierLatencyMs } = judgement;
    const complete = (decided: VerdictCore): Verdict => ({
      ...decided,
      ...toVerdictFacts(policy, input, decided, { latencyMs: performance.now() - started, classifierLatencyMs }),
    });
    const verdict = complete(core);
    this.#records.report({ policy, input, verdict });
    this.#shadow?.(input, verdict);
    const releasableTo = releasableEnd(input, judgement.releasableTo);
    const failure = await this.#records.write({ policy, input, verdict }, releasableTo);
    if (failure === undefined) return { verdict, releasableTo };
    const failures = [...core.failures, failure];
    if (policy.audit.onError === 'allow' || !isReleasable(verdict)) {
      return { verdict: complete({ ...core, failures }), releasableTo };
    }
    return {
      verdict: complete({ ...pickEvidence(core), failures, outcome: 'error', cause: failure }),
      releasableTo: 0,
    };
  }

  /** The verdict on a text that nobody is to judge, such as one without end; it is recorded like any other. */
  refuse(input: ModerationInput, cause: ClassifierFailure): ErrorVerdict {
    const policy = this.#source.current();
    const core = { outcome: 'error', cause, scores: {}, findings: [], scanned: [], failures: [cause] } as const;
    const verdict: ErrorVerdict = {
      ...core,
      ...toVerdictFacts(policy, input, core, { latencyMs: 0, classifierLatencyMs: {} }),
    };
    this.#records.report({ policy, input, verdict });
    // Nothing goes on: the record need not be waited for.
    void this.#records.write({ policy, input, verdict }, 0);
    return verdict;
  }

  async #judge(policy: ModerationPolicy, input: ModerationInput, signal: AbortSignal | undefined): Promise<Decided> {
    const whole = input.text.length;
    if (!policy.stages[input.stage].enabled) {
      const core = { outcome: 'allow', scores: {}, findings: [], scanned: [], failures: [] } as const;
      return { core, releasableTo: whole, classifierLatencyMs: {} };
    }
    if (whole > policy.limits.maximumCharacters) {
      const message = `The text has ${String(whole)} characters; the policy allows ${String(policy.limits.maximumCharacters)}.`;
      return refuse({ classifier: 'moderator', code: 'too-long', message });
    }
    const named = policy.stages[input.stage].classifiers;
    const missing = named?.find((name) => !this.#classifiers.some((classifier) => classifier.name === name));
    if (missing !== undefined) {
      // A policy that was reloaded may name a classifier that this process does not have.
      return refuse({
        classifier: missing,
        code: 'failed',
        message: 'The policy names a classifier that is not there.',
      });
    }
    const chosen = this.#classifiers.filter(
      ({ name, stages }) =>
        (named?.includes(name) ?? stages?.includes(input.stage) ?? true) && classifierSettings(policy, name).enabled,
    );
    const runs = await Promise.all(chosen.map((classifier) => this.#runs.run(classifier, input, policy, signal)));
    // How long one took that was called off says nothing of it.
    const finished = runs.filter(({ failure }) => failure?.code !== 'aborted');
    const classifierLatencyMs = Object.fromEntries(
      finished.map(({ classifier, latencyMs }) => [classifier.name, latencyMs]),
    );
    const isAllowed = await this.#allowances(policy, input.text, runs, signal);
    if (isAllowed === undefined) {
      if (signal?.aborted)
        return refuse({ classifier: 'moderator', code: 'aborted', message: 'The check was called off.' });
      const message = 'The allow-list of the policy could not be read in this text.';
      return refuse({ classifier: 'moderator', code: 'failed', message });
    }
    return { ...buildVerdict(policy, input, runs, isAllowed), classifierLatencyMs };
  }

  /** What of the findings is allowed. A long text is searched in a thread; undefined when that fails. */
  async #allowances(
    policy: ModerationPolicy,
    text: string,
    runs: readonly ClassifierRun[],
    signal: AbortSignal | undefined,
  ): Promise<IsAllowed | undefined> {
    const hasFindings = runs.some(({ result }) => (result?.spans.length ?? 0) > 0);
    if (policy.allow.length === 0 || !hasFindings) return () => false;
    if (text.length <= longestTextAtOnce) return toIsAllowed(findAllowedRanges(policy, text));
    // Not `AbortSignal.timeout`: one that only `AbortSignal.any` knows of may be collected as garbage, and then never fires.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), policy.otherClassifiers.timeoutMs);
    try {
      await sharedThreads.warmUp();
      return toIsAllowed(
        await sharedThreads.run(
          policy,
          { kind: 'allow', text },
          signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
        ),
      );
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

function releasableEnd({ text, partial, moderatedTo = 0 }: ModerationInput, settledTo: number): number {
  return partial ? wholeCharacters(text, Math.max(settledTo, moderatedTo)) : text.length;
}
