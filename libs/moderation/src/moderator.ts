import pLimit, { type LimitFunction } from 'p-limit';
import { type AuditEvent, auditEvent } from './audit.js';
import { allowedRanges } from './allowed-ranges.js';
import { type Classifier } from './classifier.js';
import { decide } from './decide.js';
import { ConfigurationError } from './errors.js';
import { classifierSettings, type ModerationPolicy } from './policy/policy.js';
import { type PolicySource } from './policy/policy-source.js';
import { runClassifier, type ClassifierRun } from './run-classifier.js';
import { type ModerationInput } from './stage.js';
import { type ClassifierFailure, type ErrorVerdict, type Verdict, type VerdictFacts } from './verdict.js';
import { reasonOf, type VerdictCore } from './verdict-reason.js';

/** Checks that may wait for each one that may run. Waiting counts towards the classifier's time. */
const waitingPerPlace = 16;

/** What a moderator is made of. */
export interface ModeratorOptions {
  readonly policy: ModerationPolicy | PolicySource;
  readonly classifiers: readonly Classifier[];
  /** Called once per verdict, with no text in the event. What it throws is ignored: an audit sink cannot open the gate. */
  readonly onDecision?: ((event: AuditEvent) => void) | undefined;
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
}

/** A verdict with what a stream needs to know beside it. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The text before this offset may be released (after redaction). The text's length unless the input is `partial`. */
  readonly releasableTo: number;
}

/**
 * The stage: runs the classifiers that the policy names for a text, side by side, and lays the policy over their results.
 * Fails closed: whatever goes wrong is a verdict, never an exception and never a pass that the policy did not ask for.
 */
export class Moderator {
  readonly #source: PolicySource;
  readonly #classifiers: readonly Classifier[];
  readonly #onDecision: ((event: AuditEvent) => void) | undefined;
  /** One for each classifier: checks that have not come back, a hanging one included, are bounded, and so are those that wait. */
  readonly #limits = new Map<string, LimitFunction>();
  readonly #shadow: ReturnType<Shadow['follow']> | undefined;

  /** @throws {ConfigurationError} when two classifiers share a name, or the policy names one that is not there. */
  constructor(options: ModeratorOptions) {
    const { policy } = options;
    this.#source = 'current' in policy ? policy : { current: () => policy };
    this.#classifiers = options.classifiers;
    this.#onDecision = options.onDecision;
    this.#shadow = options.shadow?.follow(this.#classifiers);
    assertClassifiers(this.#source.current(), this.#classifiers);
    this.#source.addCheck?.((candidate) => assertClassifiers(candidate, this.#classifiers));
  }

  /** The policy in force now. */
  get policy(): ModerationPolicy {
    return this.#source.current();
  }

  /** Judges one text. Never rejects. */
  async moderate(input: ModerationInput, options: ModerateOptions = {}): Promise<Verdict> {
    return (await this.judge(input, options)).verdict;
  }

  /** Judges one text of which more may follow: what a gate calls. Never rejects. */
  async judge(input: ModerationInput, options: ModerateOptions = {}): Promise<Judgement> {
    const started = performance.now();
    const policy = this.#source.current();
    const judgement = await this.#judge(policy, input, options.signal);
    const { core } = judgement;
    const verdict: Verdict = { ...core, ...factsOf(policy, input, core, performance.now() - started) };
    this.#report(input, verdict);
    this.#shadow?.(input, verdict);
    return { verdict, releasableTo: judgement.releasableTo };
  }

  /** The verdict on a text that nobody is to judge, such as one without end; it is recorded like any other. */
  refuse(input: ModerationInput, cause: ClassifierFailure): ErrorVerdict {
    const core = { outcome: 'error', cause, scores: {}, findings: [], scanned: [], failures: [cause] } as const;
    const verdict: ErrorVerdict = { ...core, ...factsOf(this.#source.current(), input, core, 0) };
    this.#report(input, verdict);
    return verdict;
  }

  async #judge(
    policy: ModerationPolicy,
    input: ModerationInput,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly core: VerdictCore; readonly releasableTo: number }> {
    const whole = input.text.length;
    if (!policy.stages[input.stage].enabled) {
      return { core: { outcome: 'allow', scores: {}, findings: [], scanned: [], failures: [] }, releasableTo: whole };
    }
    if (whole > policy.limits.maximumCharacters) {
      const message = `The text has ${String(whole)} characters; the policy allows ${String(policy.limits.maximumCharacters)}.`;
      return refuse({ classifier: 'moderator', code: 'too-long', message });
    }
    const named = policy.stages[input.stage].classifiers;
    const missing = named?.find((name) => !this.#classifiers.some((classifier) => classifier.name === name));
    if (missing !== undefined) {
      // A policy that was reloaded may name a classifier that this process does not have.
      return refuse({ classifier: missing, code: 'failed', message: 'The policy names a classifier that is not there.' });
    }
    const chosen = this.#classifiers.filter(
      ({ name, stages }) =>
        (named?.includes(name) ?? stages?.includes(input.stage) ?? true) && classifierSettings(policy, name).enabled,
    );
    const runs = await Promise.all(chosen.map((classifier) => this.#run(classifier, input, policy, signal)));
    return conclude(policy, input, runs);
  }

  async #run(
    classifier: Classifier,
    input: ModerationInput,
    policy: ModerationPolicy,
    signal: AbortSignal | undefined,
  ): Promise<ClassifierRun> {
    const { name } = classifier;
    const { maximumConcurrentChecks } = policy.limits;
    const limit = this.#limitFor(name, maximumConcurrentChecks);
    if (limit.pendingCount >= maximumConcurrentChecks * waitingPerPlace) {
      const message = `${String(limit.pendingCount)} checks wait for this classifier already.`;
      return { classifier, failure: { classifier: name, code: 'overloaded', message } };
    }
    const limited: Classifier = {
      ...identityOf(classifier),
      // A place is free again when the classifier itself comes back, not when its time is up.
      classify: (called, context) =>
        limit(() => {
          context.signal.throwIfAborted();
          return classifier.classify(called, context);
        }),
    };
    return runClassifier(limited, input, policy, { timeoutMs: classifierSettings(policy, name).timeoutMs, signal });
  }

  #limitFor(name: string, concurrency: number): LimitFunction {
    const limit = this.#limits.get(name) ?? pLimit(concurrency);
    this.#limits.set(name, limit);
    // The policy may have been reloaded.
    if (limit.concurrency !== concurrency) limit.concurrency = concurrency;
    return limit;
  }

  #report(input: ModerationInput, verdict: Verdict): void {
    if (this.#onDecision === undefined) return;
    try {
      this.#onDecision(auditEvent(input, verdict));
    } catch {
      // The verdict stands, whatever becomes of its record.
    }
  }
}

function identityOf({ name, categories }: Classifier): Pick<Classifier, 'name' | 'categories'> {
  return { name, categories };
}

function refuse(cause: ClassifierFailure): { readonly core: VerdictCore; readonly releasableTo: number } {
  return { core: { outcome: 'error', cause, scores: {}, findings: [], scanned: [], failures: [cause] }, releasableTo: 0 };
}

/** From what the classifiers said, and failed to say, to the outcome. */
function conclude(
  policy: ModerationPolicy,
  input: ModerationInput,
  runs: readonly ClassifierRun[],
): { readonly core: VerdictCore; readonly releasableTo: number } {
  const results = runs.flatMap(({ classifier, result }) => (result ? [{ classifier: classifier.name, result }] : []));
  const failures = runs.flatMap(({ failure }) => (failure ? [failure] : []));
  const { releasableTo, blocked, redactions, findings, scores } = decide(
    policy,
    input,
    results,
    allowedRanges(policy, input.text),
  );
  const unjudged = runs.flatMap(({ classifier, failure }) => (failure ? classifier.categories : []));
  const facts = {
    scores: { ...Object.fromEntries(unjudged.map((category) => [category, null])), ...scores },
    findings,
    // Each result was proved to cover the text.
    scanned: results.length === 0 ? [] : [{ start: 0, end: input.text.length }],
    failures,
  };
  const cause = failures.find(
    // A caller that left gets no text, whatever the policy says about failures.
    ({ classifier, code }) => code === 'aborted' || classifierSettings(policy, classifier).onError === 'block',
  );
  if (blocked.length > 0) return { core: { ...facts, outcome: 'block', categories: blocked }, releasableTo: 0 };
  if (cause !== undefined) return { core: { ...facts, outcome: 'error', cause }, releasableTo: 0 };
  if (redactions.length > 0) return { core: { ...facts, outcome: 'redact', spans: redactions }, releasableTo };
  return { core: { ...facts, outcome: 'allow' }, releasableTo };
}

function factsOf(
  policy: ModerationPolicy,
  input: ModerationInput,
  core: VerdictCore,
  latencyMs: number,
): Omit<VerdictFacts, 'scores' | 'findings' | 'scanned' | 'failures'> {
  return {
    policyName: policy.name,
    policyVersion: policy.version,
    stage: input.stage,
    path: input.path,
    requestId: input.requestId,
    latencyMs,
    reason: reasonOf(input, core),
  };
}

function assertClassifiers(policy: ModerationPolicy, classifiers: readonly Classifier[]): void {
  const names = new Set<string>();
  for (const { name } of classifiers) {
    if (names.has(name)) {
      throw new ConfigurationError(`Two classifiers are named "${name}"; give each a name of its own.`);
    }
    names.add(name);
  }
  const named = [
    ...Object.values(policy.stages).flatMap((stage) => stage.classifiers ?? []),
    ...Object.entries(policy.classifiers).flatMap(([name, { enabled }]) => (enabled ? [name] : [])),
  ];
  const missing = named.find((name) => !names.has(name));
  if (missing !== undefined) {
    throw new ConfigurationError(
      `The policy "${policy.name}" names the classifier "${missing}", which is not there; there are: ${[...names].join(', ')}.`,
    );
  }
}
