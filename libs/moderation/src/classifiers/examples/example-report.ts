import { type Category } from '../../contract/category.js';
import { moderationStages } from '../../contract/moderation-input.js';
import { findRule, findThreshold, type ModerationPolicy } from '../../contract/policy.js';
import { type ByKind } from './fit-category.js';

/**
 * Says how well a category was learned from its examples. Each text was scored by heads that did not learn from it
 * (leave-one-out), as a person's text and as a model's; the worse score counts. The report holds no text.
 */
export interface ExampleReport {
  readonly category: Category;
  /** The classifier's threshold for the category at which the figures hold: the lowest of all stages. */
  readonly threshold: number;
  /** The numbers of texts. Ordinary texts are of this library, and belong to no category. */
  readonly counts: { readonly examples: number; readonly counterExamples: number; readonly ordinaryTexts: number };
  /** The share of the examples that reach the threshold. */
  readonly recall: number;
  /** The share of examples among all texts that reach the threshold. 0 when none does. */
  readonly precision: number;
  /** The indexes of the examples that do not reach the threshold, from 0. */
  readonly missedExamples: readonly number[];
  /** The indexes of the counter-examples that reach the threshold, from 0. */
  readonly foundCounterExamples: readonly number[];
  /** How many ordinary texts reach the threshold. */
  readonly foundOrdinaryTexts: number;
  /** Whether recall or precision is below 0.7: add examples, and counter-examples that are close to them. */
  readonly isWeak: boolean;
}

/** A category with a lower precision or recall is reported as weak. */
const minimumQuality = 0.7;

/** Measures a category at the threshold of its classifier by the scores of texts that were left out. */
export function toExampleReport(
  policy: ModerationPolicy,
  { category, classifier }: { readonly category: Category; readonly classifier: string },
  { examples, counterExamples, ordinaryTexts }: ByKind<number>,
): ExampleReport {
  const threshold = Math.min(
    ...moderationStages.map((stage) => findThreshold(findRule(policy, stage, category), classifier)),
  );
  const isFound = (score: number): boolean => score >= threshold;
  const missedExamples = listIndexes(examples, (score) => !isFound(score));
  const foundCounterExamples = listIndexes(counterExamples, isFound);
  const foundOrdinaryTexts = ordinaryTexts.filter(isFound).length;
  const right = examples.length - missedExamples.length;
  const found = right + foundCounterExamples.length + foundOrdinaryTexts;
  const recall = right / examples.length;
  const precision = found === 0 ? 0 : right / found;
  return {
    category,
    threshold,
    counts: {
      examples: examples.length,
      counterExamples: counterExamples.length,
      ordinaryTexts: ordinaryTexts.length,
    },
    recall,
    precision,
    missedExamples,
    foundCounterExamples,
    foundOrdinaryTexts,
    isWeak: recall < minimumQuality || precision < minimumQuality,
  };
}

/** Describes a report in a sentence or two for a log. */
export function describeExampleReport(report: ExampleReport): string {
  const { category, threshold, counts, recall, precision } = report;
  const learned = `${category} was learned from ${counts.examples} examples and ${counts.counterExamples} counter-examples`;
  const quality = `recall ${recall.toFixed(2)}, precision ${precision.toFixed(2)} at ${threshold} (leave-one-out)`;
  if (!report.isWeak) return `${learned}: ${quality}.`;
  const confused = [
    describeIndexes('examples that are not found', report.missedExamples),
    describeIndexes('counterExamples that are found', report.foundCounterExamples),
    report.foundOrdinaryTexts === 0 ? '' : `ordinary texts that are found: ${report.foundOrdinaryTexts}`,
  ].filter((part) => part !== '');
  const remedy = 'Add more examples, and counter-examples that are close to them; or change the confused ones.';
  return `${learned}, and cannot be told apart well: ${quality}; ${confused.join('; ')}. ${remedy}`;
}

/** The most indexes of a line in a log. */
const maximumIndexes = 20;

function describeIndexes(kind: string, indexes: readonly number[]): string {
  if (indexes.length === 0) return '';
  const more = indexes.length > maximumIndexes ? `, and ${indexes.length - maximumIndexes} more` : '';
  return `${kind}: ${indexes.slice(0, maximumIndexes).join(', ')}${more}`;
}

function listIndexes(scores: readonly number[], isListed: (score: number) => boolean): readonly number[] {
  return scores.flatMap((score, index) => (isListed(score) ? [index] : []));
}
