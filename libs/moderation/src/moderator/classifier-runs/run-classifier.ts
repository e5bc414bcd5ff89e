import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { type ModerationInput } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type ClassifierFailure, type ClassifierFailureCode } from '../../contract/verdict.js';
import { toErrorKind } from '../../errors/error-kind.js';
import { ClassifierError } from '../../errors/moderation-errors.js';
import { type EventLoopYield } from '../../scheduling/event-loop-yield.js';
import { raceAbort } from '../../scheduling/race-abort.js';
import { TimeLimit } from '../../scheduling/time-limit.js';
import { narrowContext } from './narrow-context.js';

/** The result of a classifier, or the reason why there is none. */
export type ClassifierRun =
  | {
      readonly classifier: Classifier;
      readonly latencyMs: number;
      readonly result: ClassifierResult;
      readonly failure?: undefined;
      readonly partialResult?: undefined;
    }
  | {
      readonly classifier: Classifier;
      readonly latencyMs: number;
      readonly result?: undefined;
      readonly failure: ClassifierFailure;
      /** The result for the text that was read before the failure. It has findings, but a low score in it says nothing. */
      readonly partialResult?: ClassifierResult | undefined;
    };

/** The message of a failure that an abort caused. */
export const abortedMessage = 'The moderation was aborted.';

/** The limits of one run. */
interface RunLimits {
  /** For the work of the classifier itself. */
  readonly workMs: number;
  /** For a slot, a turn of the event loop, and the queue of the classifier. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  /** Starts the classifier when a slot is free; undefined when too many wait for one. */
  readonly whenFree: <Value>(start: () => Promise<Value>) => Promise<Value> | undefined;
  readonly eventLoopYield: EventLoopYield;
}

/**
 * Runs a classifier within its limits, even when it ignores its signal. Never rejects: every error and every invalid
 * result is a failure, on which the policy decides.
 */
export function runClassifier(
  classifier: Classifier,
  input: ModerationInput,
  policy: ModerationPolicy,
  limits: RunLimits,
): Promise<ClassifierRun> {
  return new LimitedRun(classifier, input, policy, limits).run();
}

/** Thrown for a failure that the classifier did not throw itself. */
class RunFailure extends Error {
  constructor(
    readonly code: ClassifierFailureCode,
    message: string,
  ) {
    super(message);
  }
}

interface TimedResult {
  readonly result: ClassifierResult;
  readonly latencyMs: number;
}

const pending = Symbol('pending');

/** One run of a classifier, with its timer and its signal. */
class LimitedRun {
  readonly #classifier: Classifier;
  readonly #input: ModerationInput;
  readonly #widen: (result: ClassifierResult) => ClassifierResult;
  readonly #policy: ModerationPolicy;
  readonly #limits: RunLimits;
  /**
   * Derived from the caller's signal: every run adds listeners, and Node warns about a leak above ten listeners on one
   * signal.
   */
  readonly #callerSignal: AbortSignal | undefined;
  readonly #ending = new AbortController();
  #startedAt = performance.now();
  #readPartialResult: (() => ClassifierResult) | undefined;

  constructor(classifier: Classifier, input: ModerationInput, policy: ModerationPolicy, limits: RunLimits) {
    this.#classifier = classifier;
    const narrowed = narrowContext(classifier, input, policy);
    this.#input = narrowed.input;
    this.#widen = narrowed.widen;
    this.#policy = policy;
    this.#limits = limits;
    this.#callerSignal = limits.signal && AbortSignal.any([limits.signal]);
  }

  async run(): Promise<ClassifierRun> {
    const classifier = this.#classifier;
    try {
      this.#callerSignal?.throwIfAborted();
      // A source that knows no checks may have put a policy in force that the classifier is not prepared for.
      if (classifier.preparePolicy) await raceAbort(classifier.preparePolicy(this.#policy), this.#callerSignal);
      await raceAbort(Promise.resolve(classifier.prepare?.(this.#input)), this.#callerSignal);
      this.#startedAt = performance.now();
      const { result, latencyMs } = await this.#classifyInTime();
      assertResult(result, this.#input);
      return { classifier, result: this.#widen(result), latencyMs };
    } catch (error) {
      // Aborted only after a failure: an abort takes longer than most classifiers, and one that has returned has
      // nothing to stop.
      this.#ending.abort();
      const failure = { classifier: classifier.name, ...this.#explain(error) };
      const latencyMs = performance.now() - this.#startedAt;
      return { classifier, failure, latencyMs, partialResult: this.#findPartialResult(failure.code) };
    }
  }

  /** Reads what the classifier has found before it failed. An invalid partial result is left out: the run has failed anyway. */
  #findPartialResult(code: ClassifierFailureCode): ClassifierResult | undefined {
    // A caller that has left gets no decision on the text.
    if (this.#readPartialResult === undefined || code === 'aborted') return undefined;
    try {
      const result = this.#readPartialResult();
      assertFindings(result, this.#input);
      return this.#widen(result);
    } catch {
      return undefined;
    }
  }

  async #classifyInTime(): Promise<TimedResult> {
    const { workMs, waitMs, whenFree } = this.#limits;
    const limit = new TimeLimit({ workMs, waitMs });
    try {
      const classified = whenFree(() => this.#classify(limit));
      if (classified === undefined) {
        const remedy = 'Send fewer requests at once, or raise limits.maximumConcurrentChecks.';
        throw new RunFailure('overloaded', `Too many runs wait for this classifier already. ${remedy}`);
      }
      const late = limit.passed.then((passed) => {
        throw this.#toLateFailure(passed);
      });
      return await raceAbort(Promise.race([classified, late]), this.#callerSignal);
    } finally {
      limit.stop();
    }
  }

  #toLateFailure(passed: 'workMs' | 'waitMs'): RunFailure {
    const { workMs, waitMs } = this.#limits;
    const { name, isLocal = false } = this.#classifier;
    if (passed === 'waitMs') {
      const remedy = 'Send fewer requests at once, or raise limits.maximumWaitMs.';
      return new RunFailure('overloaded', `The check waited for more than ${waitMs} ms. ${remedy}`);
    }
    const remedy = `raise classifiers.${name}.timeoutMs`;
    return isLocal
      ? new RunFailure('too-costly', `The text takes more than ${workMs} ms to classify; shorten it, or ${remedy}.`)
      : new RunFailure('timeout', `No result within ${workMs} ms; ${remedy} if it needs longer.`);
  }

  /**
   * Calls the classifier when this turn of the event loop has time left. A synchronous classifier is timed around the
   * call alone, because others may run before its promise is awaited.
   */
  async #classify(limit: TimeLimit): Promise<TimedResult> {
    const { eventLoopYield } = this.#limits;
    const { signal } = this.#ending;
    while (eventLoopYield.isTurnUsed) await eventLoopYield.nextTurn();
    signal.throwIfAborted();
    limit.startWork();
    const context = {
      signal,
      policy: this.#policy,
      measureWork: limit.measureWork.bind(limit),
      offerPartialResult: (readResult: () => ClassifierResult) => (this.#readPartialResult = readResult),
    };
    const startedAt = performance.now();
    const running = Promise.resolve(this.#classifier.classify(this.#input, context));
    const computedMs = performance.now() - startedAt;
    eventLoopYield.addUsed(computedMs);
    const first = await Promise.race([running, Promise.resolve(pending)]);
    if (first !== pending) return { result: first as ClassifierResult, latencyMs: computedMs };
    return { result: await running, latencyMs: performance.now() - startedAt };
  }

  /** Describes an error without its text, except where this library wrote the message. */
  #explain(error: unknown): Pick<ClassifierFailure, 'code' | 'message'> {
    if (error instanceof RunFailure) return { code: error.code, message: error.message };
    if (this.#callerSignal?.aborted) return { code: 'aborted', message: abortedMessage };
    if (ClassifierError.isInstance(error)) return { code: error.failure ?? 'failed', message: error.message };
    return { code: 'failed', message: `The classifier threw ${toErrorKind(error)}.` };
  }
}

/**
 * Asserts that a result is valid, and that it is about the whole text.
 * @throws {RunFailure} when it is not.
 */
function assertResult(result: ClassifierResult, input: ModerationInput): void {
  assertFindings(result, input);
  const { start, end } = result.scanned;
  const { length } = input.text;
  if (!(start <= (input.moderatedTo ?? 0) && end >= length)) {
    const message = `The classifier classified only characters ${start} to ${end} of ${length}.`;
    throw new RunFailure('too-long', message);
  }
}

/**
 * Asserts that scores and spans are valid: a score of NaN, for example, would reach no threshold.
 * @throws {RunFailure} when they are not.
 */
function assertFindings({ scores, spans, evidence = [], settledTo }: ClassifierResult, input: ModerationInput): void {
  const { length } = input.text;
  // The comparisons are written so that NaN fails each of them.
  const assertScore = (category: string, score: number): void => {
    if (score >= 0 && score <= 1) return;
    throw new RunFailure('failed', `The classifier gave the score ${score} for ${category}; scores are from 0 to 1.`);
  };
  for (const [category, score] of Object.entries(scores)) assertScore(category, score ?? 0);
  for (const { category, score } of spans) assertScore(category, score);
  for (const { start, end } of [...spans, ...evidence]) {
    if (start >= 0 && start < end && end <= length) continue;
    throw new RunFailure(
      'failed',
      `The classifier gave the span ${start} to ${end} in a text of ${length} characters.`,
    );
  }
  if (settledTo !== undefined && !(settledTo >= 0)) {
    throw new RunFailure('failed', 'The classifier gave a settled offset outside the text.');
  }
}
