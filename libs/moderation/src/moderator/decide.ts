import { type IsAllowed } from '../policy/allow-list.js';
import { mergeRedactions } from '../redaction/apply-redactions.js';
import { type Category, type CategoryScores } from '../contract/category.js';
import { type CategorySpan, type ClassifierResult } from '../contract/classifier.js';
import { type ModerationPolicy, ruleFor } from '../contract/policy.js';
import { toReplacement } from '../redaction/replacement.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { type Finding, type PolicyAction, type Redaction } from '../contract/verdict.js';

/** One classifier's result, by name. */
export interface NamedResult {
  readonly classifier: string;
  readonly result: ClassifierResult;
}

/** What the results come to under a policy. */
export interface Decision {
  readonly scores: CategoryScores;
  readonly findings: readonly Finding[];
  /** Categories that stop the text; empty when none does. */
  readonly blocked: readonly Category[];
  readonly redactions: readonly Redaction[];
  /** The text before this offset may be released: neither text to come nor a span that is cut by it can change it. */
  readonly releasableTo: number;
}

/** Lays a policy over the results of all classifiers. Pure. */
export function decide(
  policy: ModerationPolicy,
  input: ModerationInput,
  results: readonly NamedResult[],
  isAllowed: IsAllowed,
): Decision {
  const judged = results.map((named) => judgeResult(policy, input, named, isAllowed));
  const findings = mergeFindings(policy, input, judged);
  const redactions = redactionsOf(policy, input, judged);
  // A finding that should be redacted but has no place in the text cannot be cut out: it stops the text.
  const blocked = findings
    .filter(({ action, spans }) => action === 'block' || (action === 'redact' && spans.length === 0))
    .map(({ category }) => category);
  const settledTo = Math.min(input.text.length, ...judged.map((one) => one.releasableTo));
  const cut = redactions.find((redaction) => redaction.start < settledTo && redaction.end > settledTo);
  return {
    scores: mergeScores(judged),
    findings,
    blocked,
    redactions,
    releasableTo: cut === undefined ? settledTo : cut.start,
  };
}

interface JudgedResult {
  readonly classifier: string;
  readonly scores: ReadonlyMap<Category, number | null>;
  /** Spans that count: not judged before, not allowed, not open to change. */
  readonly spans: readonly CategorySpan[];
  readonly releasableTo: number;
}

function judgeResult(
  policy: ModerationPolicy,
  input: ModerationInput,
  { classifier, result }: NamedResult,
  isAllowed: IsAllowed,
): JudgedResult {
  const length = input.text.length;
  const settledTo = input.partial ? (result.settledTo ?? Math.max(0, length - policy.gate.holdBackCharacters)) : length;
  const located = new Set(result.spans.map((span) => span.category));
  const fresh = result.spans.filter((span) => span.end > (input.moderatedTo ?? 0) && !isAllowed(span));
  // Text to come could still turn such a span into something else ("ass" into "assessment"): it waits, unreleased.
  const open = result.settledTo === undefined ? [] : fresh.filter((span) => span.end > settledTo);
  const spans = open.length === 0 ? fresh : fresh.filter((span) => span.end <= settledTo);

  const scores = new Map<Category, number | null>();
  for (const [name, score] of Object.entries(result.scores)) {
    const category = name as Category;
    scores.set(category, located.has(category) ? 0 : (score ?? null));
  }
  for (const span of spans) {
    scores.set(span.category, Math.max(scores.get(span.category) ?? 0, span.score));
  }
  return {
    classifier,
    scores,
    spans,
    releasableTo: open.reduce((least, { start }) => Math.min(least, start), settledTo),
  };
}

function mergeScores(judged: readonly JudgedResult[]): CategoryScores {
  const merged: Partial<Record<Category, number | null>> = {};
  for (const { scores } of judged) {
    for (const [category, score] of scores) {
      const known = merged[category];
      merged[category] = score === null ? (known ?? null) : Math.max(known ?? 0, score);
    }
  }
  return merged;
}

function mergeFindings(
  policy: ModerationPolicy,
  input: ModerationInput,
  judged: readonly JudgedResult[],
): readonly Finding[] {
  const categories = new Set(judged.flatMap(({ scores }) => [...scores.keys()]));
  return [...categories].flatMap((category): Finding[] => {
    const { threshold, action } = ruleFor(policy, input.stage, category);
    const hits = judged.filter(({ scores }) => (scores.get(category) ?? -1) >= threshold && scores.get(category) !== 0);
    if (hits.length === 0) return [];
    return [
      {
        category,
        score: Math.max(...hits.map(({ scores }) => scores.get(category) ?? 0)),
        threshold,
        action,
        classifiers: hits.map(({ classifier }) => classifier),
        spans: hits
          .flatMap(({ spans }) => spans.filter((span) => span.category === category && span.score >= threshold))
          .map(({ start, end }) => ({ start, end })),
      },
    ];
  });
}

function redactionsOf(
  policy: ModerationPolicy,
  input: ModerationInput,
  judged: readonly JudgedResult[],
): readonly Redaction[] {
  const asked = judged
    .flatMap(({ spans }) => spans)
    .filter((span) => {
      const { threshold, action } = ruleFor(policy, input.stage, span.category);
      return action === ('redact' satisfies PolicyAction) && span.score >= threshold;
    })
    .map((span) => ({ ...span, replacement: span.label ?? labelOf(span.category) }));
  return mergeRedactions(asked).map(({ start, end, category, replacement: label }) => ({
    start,
    end,
    category,
    replacement: toReplacement(policy.redaction, {
      value: input.text.slice(start, end),
      label,
      conversationId: input.conversationId ?? input.requestId,
    }),
  }));
}

/** `x/my-rule` → `MY_RULE`. */
function labelOf(category: Category): string {
  return category
    .replace(/^x\//, '')
    .replace(/[^a-z0-9]/g, '_')
    .toUpperCase();
}
