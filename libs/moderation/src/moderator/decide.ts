import { type Category, type CategoryScores, findParentCategory } from '../contract/category.js';
import { type CategoryEvidence, type CategorySpan, type ClassifierResult } from '../contract/classifier.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { type CategoryRule, findRule, findThreshold, isFinding, type ModerationPolicy } from '../contract/policy.js';
import { type Finding, type Redaction } from '../contract/verdict.js';
import { type IsAllowed } from '../policy/allow-list.js';
import { mergeRedactions } from '../redaction/apply-redactions.js';
import { type Container, findContainer, toNumberBoundary } from '../redaction/find-container.js';
import { toReplacement } from '../redaction/replacement.js';
import { type ValueKeeper } from '../contract/value-keeper.js';

/** The result of one classifier, with its name. */
interface NamedResult {
  readonly classifier: string;
  readonly result: ClassifierResult;
}

/** The decision of a policy about all results. */
interface PolicyDecision {
  readonly scores: CategoryScores;
  readonly findings: readonly Finding[];
  /** The categories that stop the text; empty when none does. */
  readonly blocked: readonly Category[];
  readonly redactions: readonly Redaction[];
  /** The text before this offset may be released: later text cannot change it, and the offset cuts no redaction. */
  readonly releasableTo: number;
}

/**
 * Applies a policy to the results of all classifiers.
 * @param vault keeps the redacted values, if the policy restores them
 */
export function decide(
  policy: ModerationPolicy,
  input: ModerationInput,
  results: readonly NamedResult[],
  isAllowed: IsAllowed,
  vault?: ValueKeeper,
): PolicyDecision {
  const counted = results.map((named) => countResult(policy, input, named, isAllowed));
  const findings = mergeFindings(policy, input, counted);
  const containers = mergeSpans(policy, input, counted);
  // A hit without a passage in the text cannot be redacted, so it stops the text, whatever other classifiers have located.
  const isUnlocated = ({ isWholeText }: Finding): boolean => input.isRedactable === false || isWholeText === true;
  const blocked = findings
    .filter((finding) => finding.action === 'block' || (finding.action === 'redact' && isUnlocated(finding)))
    .map(({ category }) => category);
  const settled = Math.min(input.text.length, ...counted.map((one) => one.releasableTo));
  const settledTo = input.partial ? toNumberBoundary(input.text, settled, input.moderatedTo) : settled;
  const cut = containers.find(({ start, end, isOpen }) => start < settledTo && (end > settledTo || isOpen));
  const releasableTo = cut === undefined ? settledTo : cut.start;
  return {
    scores: mergeScores(counted),
    findings,
    blocked,
    redactions: containers
      // Later text may still change the others: a later check decides on them.
      .filter(({ end, isOpen }) => !input.partial || (!isOpen && end <= releasableTo))
      .map((container) => toRedaction(policy, input, container, vault)),
    releasableTo,
  };
}

/** The part of a result that decides: its settled spans that are neither old nor allowed. */
interface CountedResult {
  readonly classifier: string;
  readonly scores: ReadonlyMap<Category, number | null>;
  /** The spans that are new, not on the allow-list, and that later text cannot change. */
  readonly spans: readonly CategorySpan[];
  /** The passages that explain scores of the text as a whole. */
  readonly evidence: readonly CategoryEvidence[];
  readonly releasableTo: number;
}

function countResult(
  policy: ModerationPolicy,
  input: ModerationInput,
  { classifier, result }: NamedResult,
  isAllowed: IsAllowed,
): CountedResult {
  const { length } = input.text;
  const settledTo = input.partial ? (result.settledTo ?? Math.max(0, length - policy.gate.holdBackCharacters)) : length;
  const located = new Set(result.spans.map((span) => span.category));
  const fresh = result.spans.filter((span) => span.end > (input.moderatedTo ?? 0) && !isAllowed(span));
  // Later text could still change a span near the end ("ass" into "assessment"), so its text is held and not yet
  // decided on.
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
  const releasableTo = open.reduce((least, { start }) => Math.min(least, start), settledTo);
  return { classifier, scores, spans, evidence: result.evidence ?? [], releasableTo };
}

/**
 * Takes the highest score of each category, its parts included: `x/pii` scores at least as high as `x/pii/card`. Null where no
 * classifier has a score.
 */
function mergeScores(counted: readonly CountedResult[]): CategoryScores {
  const merged: Partial<Record<Category, number | null>> = {};
  for (const { scores } of counted) {
    for (const [scored, score] of scores) {
      for (let category: Category | undefined = scored; category; category = findParentCategory(category)) {
        const known = merged[category];
        merged[category] = score === null ? (known ?? null) : Math.max(known ?? 0, score);
      }
    }
  }
  return merged;
}

/** Lists the categories that a classifier scores at its threshold or higher. */
function mergeFindings(
  policy: ModerationPolicy,
  input: ModerationInput,
  counted: readonly CountedResult[],
): readonly Finding[] {
  const categories = new Set(counted.flatMap(({ scores }) => [...scores.keys()]));
  return [...categories].flatMap((category): Finding[] => {
    const rule = findRule(policy, input.stage, category);
    const hits = findHits(rule, category, counted);
    const [strongest] = hits.toSorted((one, other) => other.score - one.score);
    if (strongest === undefined) return [];
    // Evidence is shown where a classifier has no passages. It is never redacted: the rest of the text counts as well.
    const shown = hits.flatMap(({ passages, evidence }) => (passages.length > 0 ? passages : evidence));
    return [
      {
        category,
        score: strongest.score,
        threshold: strongest.threshold,
        action: rule.action,
        classifiers: hits.map(({ classifier }) => classifier),
        spans: shown.map(({ start, end }) => ({ start, end })),
        ...(hits.some(({ passages }) => passages.length === 0) && { isWholeText: true }),
      },
    ];
  });
}

/** The score of one classifier that reaches its threshold, and the passages behind it. */
interface Hit {
  readonly classifier: string;
  readonly score: number;
  readonly threshold: number;
  readonly passages: readonly CategorySpan[];
  readonly evidence: readonly CategoryEvidence[];
}

/** Finds the classifiers whose score of a category reaches their threshold. */
function findHits(rule: CategoryRule, category: Category, counted: readonly CountedResult[]): readonly Hit[] {
  return counted.flatMap(({ classifier, scores, spans, evidence }): Hit[] => {
    const score = scores.get(category) ?? 0;
    if (!isFinding(rule, classifier, score)) return [];
    return [
      {
        classifier,
        score,
        threshold: findThreshold(rule, classifier),
        passages: spans.filter((span) => span.category === category && isFinding(rule, classifier, span.score)),
        evidence: evidence.filter((passage) => passage.category === category),
      },
    ];
  });
}

/** A passage that is replaced. */
interface RedactedPassage extends Container {
  readonly category: Category;
  /** Names the kind of value in its placeholder. */
  readonly label: string;
}

/** Merges the spans that the policy redacts, and finds the container of each. */
function mergeSpans(
  policy: ModerationPolicy,
  input: ModerationInput,
  counted: readonly CountedResult[],
): readonly RedactedPassage[] {
  const labelled = counted
    .flatMap(({ classifier, spans }) =>
      spans.filter((span) => {
        const rule = findRule(policy, input.stage, span.category);
        return rule.action === 'redact' && isFinding(rule, classifier, span.score);
      }),
    )
    .map((span) => ({ ...span, label: span.label ?? toLabel(span.category) }));
  const context = { partial: input.partial === true, contextCharacters: policy.gate.contextCharacters };
  const passages = mergeRedactions(labelled).map((passage) => ({
    ...passage,
    ...findContainer(input.text, passage, context),
  }));
  // Two passages in one number have become one.
  return mergeRedactions(passages);
}

/** Gives a passage its replacement. */
function toRedaction(
  policy: ModerationPolicy,
  input: ModerationInput,
  container: RedactedPassage,
  vault: ValueKeeper | undefined,
): Redaction {
  const { start, end, category, label } = container;
  const value = input.text.slice(start, end);
  const conversationId = input.conversationId ?? input.requestId;
  const replacement = toReplacement(policy.redaction, { value, label, conversationId, container }, vault);
  return { start, end, category, replacement };
}

/** Converts a category to the name of a placeholder: `x/my-rule` to `MY_RULE`. */
function toLabel(category: Category): string {
  return category
    .replace(/^x\//, '')
    .replace(/[^a-z0-9]/g, '_')
    .toUpperCase();
}
