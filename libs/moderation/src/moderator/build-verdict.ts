import { type Category } from '../contract/category.js';
import { type ClassifierResult, listCategories } from '../contract/classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { findClassifierSettings, findRule, isFinding, type ModerationPolicy } from '../contract/policy.js';
import { isInText } from '../contract/refusal-kind.js';
import { type ClassifierFailure, isReleasable, type StoppedFields, type Verdict } from '../contract/verdict.js';
import { type IsAllowed } from '../policy/allow-list.js';
import { type ValueKeeper } from '../contract/value-keeper.js';
import { decide } from './decide.js';
import { explainVerdict, type VerdictCore } from './explain-verdict.js';
import { type ClassifierRun } from './run-classifier.js';

/** The decision about a text, before the fields that every verdict shares are added. */
export interface DecidedText {
  readonly core: VerdictCore;
  /** The text before this offset may be released. */
  readonly releasableTo: number;
  /** How long each classifier took, in milliseconds, by its name. */
  readonly classifierLatencyMs: Readonly<Record<string, number>>;
}

/** Creates the error decision for a text that is not classified, such as one that is too long. */
export function refuseText(cause: ClassifierFailure): DecidedText {
  const core = { outcome: 'error', cause, scores: {}, findings: [], scanned: [], failures: [cause] } as const;
  return { core, releasableTo: 0, classifierLatencyMs: {} };
}

/** Creates the allow decision for a text of a stage that the policy does not moderate. */
export function allowUnmoderated(text: string): DecidedText {
  const core = { outcome: 'allow', scores: {}, findings: [], scanned: [], failures: [] } as const;
  return { core, releasableTo: text.length, classifierLatencyMs: {} };
}

/** Applies the policy to the results and failures of all classifiers. */
export function decideText(
  policy: ModerationPolicy,
  input: ModerationInput,
  runs: readonly ClassifierRun[],
  isAllowed: IsAllowed,
  vault?: ValueKeeper,
): DecidedText {
  const results = runs.flatMap(({ classifier, result }) => (result ? [{ classifier: classifier.name, result }] : []));
  const partialResults = runs.flatMap(({ classifier, failure, partialResult }) =>
    failure && partialResult
      ? [{ classifier: classifier.name, result: keepFindings(policy, input, { classifier, result: partialResult }) }]
      : [],
  );
  const failures = runs.flatMap(({ failure }) => (failure ? [failure] : []));
  const unclassified = runs.flatMap(({ classifier, failure }) => (failure ? listCategories(classifier, policy) : []));
  const { releasableTo, blocked, redactions, findings, scores } = decide(
    policy,
    input,
    [...results, ...partialResults],
    isAllowed,
    vault,
  );
  // Each result covers all new text: `assertResult` fails the run of one that does not.
  const scannedFrom = Math.max(0, ...results.map(({ result }) => result.scanned.start));
  const evidence = {
    scores: { ...Object.fromEntries(unclassified.map((category) => [category, null])), ...scores },
    findings,
    scanned: results.length === 0 ? [] : [{ start: scannedFrom, end: input.text.length }],
    failures,
  };
  const stopping = failures.filter(
    // A caller that has left gets no text, whatever the policy says about failures.
    ({ classifier, code }) => code === 'aborted' || findClassifierSettings(policy, classifier).onError === 'block',
  );
  // A text that can never be moderated must not invite another try because a second classifier was overloaded.
  const cause = stopping.find(isInText) ?? stopping[0];
  // An aborted run does not show how long its classifier takes.
  const finished = runs.filter(({ failure }) => failure?.code !== 'aborted');
  const classifierLatencyMs = Object.fromEntries(
    finished.map(({ classifier, latencyMs }) => [classifier.name, latencyMs]),
  );
  const decided = (core: VerdictCore): DecidedText => ({
    core,
    releasableTo: isReleasable(core) ? releasableTo : 0,
    classifierLatencyMs,
  });
  if (blocked.length > 0) return decided({ ...evidence, outcome: 'block', categories: blocked });
  if (cause !== undefined) return decided({ ...evidence, outcome: 'error', cause });
  if (redactions.length > 0) return decided({ ...evidence, outcome: 'redact', spans: redactions });
  return decided({ ...evidence, outcome: 'allow' });
}

/** Keeps the findings of a text that was read in part. Its lower scores say nothing: the rest of the text may score higher. */
function keepFindings(
  policy: ModerationPolicy,
  { stage }: ModerationInput,
  { classifier: { name }, result }: Pick<ClassifierRun, 'classifier'> & { readonly result: ClassifierResult },
): ClassifierResult {
  const isFound = (category: Category, score: number): boolean =>
    isFinding(findRule(policy, stage, category), name, score);
  const scores = Object.entries(result.scores).filter(([category, score]) => isFound(category as Category, score ?? 0));
  return {
    ...result,
    scores: Object.fromEntries(scores),
    spans: result.spans.filter(({ category, score }) => isFound(category, score)),
  };
}

/**
 * Adds a failure of the audit sink. A text that would be released is stopped if the policy's `audit.onError` is
 * `block`.
 */
export function withAuditFailure(
  policy: ModerationPolicy,
  decided: DecidedText,
  failure: ClassifierFailure,
): DecidedText {
  const { core } = decided;
  const failures = [...core.failures, failure];
  if (policy.audit.onError === 'allow' || !isReleasable(core)) return { ...decided, core: { ...core, failures } };
  const { scores, findings, scanned } = core;
  return {
    ...decided,
    core: { outcome: 'error', cause: failure, scores, findings, scanned, failures },
  };
}

/** Adds the fields that every verdict shares to a decision. */
export function toVerdict(
  policy: ModerationPolicy,
  input: ModerationInput,
  { core, classifierLatencyMs }: DecidedText,
  latencyMs: number,
): Verdict {
  const { stage, path, requestId } = input;
  const history = findHistoryAction(policy, input, core);
  return {
    ...core,
    ...(history && { history }),
    policyName: policy.name,
    policyVersion: policy.version,
    stage,
    path,
    requestId,
    latencyMs,
    classifierLatencyMs,
    reason: explainVerdict(input, core, history),
  };
}

/** Finds out how a conversation goes on without a stopped text of its history; undefined when it does not. */
function findHistoryAction(
  { history }: ModerationPolicy,
  { isHistory = false }: ModerationInput,
  core: VerdictCore,
): StoppedFields['history'] {
  // Only what would be stopped again at every later turn: any other failure may be gone at the next try.
  const isLasting = core.outcome === 'block' || (core.outcome === 'error' && core.cause.code === 'too-long');
  return isHistory && isLasting && history !== 'block' ? history : undefined;
}
