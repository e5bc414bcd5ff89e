import { type Classifier, type ClassifierContext, type ClassifierResult } from '../contract/classifier.js';
import { ClassifierError, errorKind } from '../errors/moderation-errors.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { type EventLoopYield } from '../scheduling/event-loop-yield.js';
import { type ClassifierFailure, type ClassifierFailureCode } from '../contract/verdict.js';

/** A classifier's result, or why there is none. */
export type ClassifierRun =
  | {
      readonly classifier: Classifier;
      readonly latencyMs: number;
      readonly result: ClassifierResult;
      readonly failure?: undefined;
    }
  | {
      readonly classifier: Classifier;
      readonly latencyMs: number;
      readonly result?: undefined;
      readonly failure: ClassifierFailure;
    };

/** How long a classifier may take, who may cut it short, and what it waits for. */
export interface RunLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Starts the classifier when a place is free; undefined when too many wait for one. Waiting counts towards its time. */
  readonly whenFree: <Value>(start: () => Promise<Value>) => Promise<Value> | undefined;
  /** So that many short texts in a row do not hold up everything else. */
  readonly turns: EventLoopYield;
}

/** A result, and how long the classifier itself took. */
interface TimedResult {
  readonly result: ClassifierResult;
  readonly latencyMs: number;
}

/**
 * Runs one classifier, for at most `timeoutMs`, also when it ignores its signal. Never rejects: whatever goes wrong,
 * a result that makes no sense included, is a failure for the policy to decide on.
 */
export async function runClassifier(
  classifier: Classifier,
  input: ModerationInput,
  policy: ClassifierContext['policy'],
  limits: RunLimits,
): Promise<ClassifierRun> {
  let started = performance.now();
  const fail = (code: ClassifierFailureCode, message: string): ClassifierRun => ({
    classifier,
    latencyMs: performance.now() - started,
    failure: { classifier: classifier.name, code, message },
  });
  if (limits.signal?.aborted) return fail('aborted', 'The check was called off before it began.');
  // A signal of its own: dozens of listeners on the caller's would look like a leak.
  const signal = limits.signal && AbortSignal.any([limits.signal]);
  try {
    await unlessAborted(classifier.prepare?.(input), signal);
  } catch (error) {
    return signal?.aborted
      ? fail('aborted', 'The check was called off before it began.')
      : fail('failed', describeFailure(error));
  }
  started = performance.now();
  if (signal?.aborted) return fail('aborted', 'The check was called off before it began.');
  const cutShort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const interrupted = new Promise<ClassifierRun>((resolve) => {
    timer = setTimeout(() => {
      resolve(fail('timeout', `No result within ${String(limits.timeoutMs)} ms.`));
    }, limits.timeoutMs);
    onAbort = () => {
      resolve(fail('aborted', 'The check was called off.'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  const start = (): Promise<TimedResult> =>
    classify(classifier, input, { signal: cutShort.signal, policy }, limits.turns);
  try {
    const running = limits.whenFree(start);
    if (running === undefined) return fail('overloaded', 'Too many checks wait for this classifier already.');
    const classified = running
      .then(({ result, latencyMs }): ClassifierRun => {
        const problem = problemOf(result, input);
        return problem === undefined ? { classifier, latencyMs, result } : fail(problem.code, problem.message);
      })
      // A result without its fields throws as well.
      .catch((error: unknown) => fail('failed', describeFailure(error)));
    const run = await Promise.race([classified, interrupted]);
    // One that came back has nothing left to stop, and what an abort makes costs more than most checks.
    if (run.failure !== undefined) cutShort.abort();
    return run;
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

/** Waits no longer than the caller does. */
async function unlessAborted(preparing: Promise<void> | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (preparing === undefined || signal === undefined) return preparing;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error('The check was called off.'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([preparing, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

const notYet = Symbol('not yet');

/**
 * Runs the classifier when it is its turn. One that computes at once is timed by its computing alone: others may have computed
 * between its end and the time at which that is noticed.
 */
async function classify(
  classifier: Classifier,
  input: ModerationInput,
  context: ClassifierContext,
  turns: EventLoopYield,
): Promise<TimedResult> {
  while (turns.isOver) await turns.next();
  context.signal.throwIfAborted();
  const started = performance.now();
  const running = Promise.resolve(classifier.classify(input, context));
  const computedMs = performance.now() - started;
  turns.used(computedMs);
  const first = await Promise.race([running, Promise.resolve(notYet)]);
  if (first !== notYet) return { result: first as ClassifierResult, latencyMs: computedMs };
  return { result: await running, latencyMs: performance.now() - started };
}

/** What is wrong with a result: a score that is no score would pass every threshold unseen. */
function problemOf(
  result: ClassifierResult,
  input: ModerationInput,
): { code: ClassifierFailureCode; message: string } | undefined {
  const scores = [
    ...Object.values(result.scores).map((score) => score ?? 0),
    ...result.spans.map((span) => span.score),
  ];
  if (scores.some((score) => !(score >= 0 && score <= 1))) {
    return { code: 'failed', message: 'The classifier gave a score outside 0 … 1.' };
  }
  const length = input.text.length;
  if (result.spans.some(({ start, end }) => !(start >= 0 && start < end && end <= length))) {
    return { code: 'failed', message: 'The classifier gave a span outside the text.' };
  }
  // What is no number is no less than another: a stream would be released up to nowhere, with no redaction in place.
  if (result.settledTo !== undefined && !(result.settledTo >= 0)) {
    return { code: 'failed', message: 'The classifier gave a settled place outside the text.' };
  }
  if (!(result.scanned.start <= (input.moderatedTo ?? 0) && result.scanned.end >= length)) {
    return {
      code: 'too-long',
      message: `Only characters ${String(result.scanned.start)} to ${String(result.scanned.end)} of ${String(length)} were looked at.`,
    };
  }
  return undefined;
}

/** Only errors of this library are known to keep the text out of their message; of others the kind is told. */
function describeFailure(error: unknown): string {
  if (ClassifierError.isInstance(error)) return error.message;
  return `The classifier threw ${errorKind(error)}.`;
}
