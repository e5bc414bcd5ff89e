import { type IsAllowed } from '../policy/allow-list.js';
import { decide } from './decide.js';
import { classifierSettings, type ModerationPolicy } from '../contract/policy.js';
import { type ClassifierRun } from './run-classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { explainVerdict, type VerdictCore } from './explain-verdict.js';
import { type ClassifierFailure, type VerdictFacts } from '../contract/verdict.js';

/** What was decided, before the facts that every verdict shares are added. */
export interface Decided {
  readonly core: VerdictCore;
  readonly releasableTo: number;
  readonly classifierLatencyMs: Readonly<Record<string, number>>;
}

/** What is decided about a text that nobody is to judge. */
export function refuse(cause: ClassifierFailure): Decided {
  const core = { outcome: 'error', cause, scores: {}, findings: [], scanned: [], failures: [cause] } as const;
  return { core, releasableTo: 0, classifierLatencyMs: {} };
}

/** What a decision rests on, without the decision. */
export function pickEvidence({
  scores,
  findings,
  scanned,
}: VerdictCore): Pick<VerdictCore, 'scores' | 'findings' | 'scanned'> {
  return { scores, findings, scanned };
}

/** From what the classifiers said, and failed to say, to the outcome. */
export function buildVerdict(
  policy: ModerationPolicy,
  input: ModerationInput,
  runs: readonly ClassifierRun[],
  isAllowed: IsAllowed,
): Omit<Decided, 'classifierLatencyMs'> {
  const results = runs.flatMap(({ classifier, result }) => (result ? [{ classifier: classifier.name, result }] : []));
  const failures = runs.flatMap(({ failure }) => (failure ? [failure] : []));
  const { releasableTo, blocked, redactions, findings, scores } = decide(policy, input, results, isAllowed);
  const unjudged = runs.flatMap(({ classifier, failure }) => (failure ? classifier.categories : []));
  const facts = {
    scores: { ...Object.fromEntries(unjudged.map((category) => [category, null])), ...scores },
    findings,
    // Each result was proved to cover what is new of the text.
    scanned:
      results.length === 0
        ? []
        : [{ start: Math.max(0, ...results.map(({ result }) => result.scanned.start)), end: input.text.length }],
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

/** What every verdict tells beside the decision. */
export function toVerdictFacts(
  policy: ModerationPolicy,
  input: ModerationInput,
  core: VerdictCore,
  latencies: Pick<VerdictFacts, 'latencyMs' | 'classifierLatencyMs'>,
): Omit<VerdictFacts, 'scores' | 'findings' | 'scanned' | 'failures'> {
  return {
    policyName: policy.name,
    policyVersion: policy.version,
    stage: input.stage,
    path: input.path,
    requestId: input.requestId,
    ...latencies,
    reason: explainVerdict(input, core),
  };
}
