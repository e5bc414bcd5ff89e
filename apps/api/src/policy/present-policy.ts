import { type Category, type ExampleReport, type Moderator, type ModerationStage } from '@leeward/moderation';
import { toPolicyLabel } from '../moderation/policy-label.js';

/** A policy as its callers see it. It holds no texts, words or patterns of the policy. */
export interface PresentedPolicy {
  /** As in the field `moderation.policy` of answers. */
  readonly id: string;
  readonly object: 'policy';
  readonly name: string;
  readonly version: string;
  /** The classifiers that run, the categories that they can score, and the stages at which they run. */
  readonly classifiers: readonly {
    readonly name: string;
    readonly categories: readonly Category[];
    readonly stages: readonly ModerationStage[];
  }[];
  /** How well each category was learned from its examples. Indexes count the texts of the policy from 0. */
  readonly learned: readonly PresentedReport[];
}

interface PresentedReport {
  readonly category: Category;
  readonly threshold: number;
  readonly examples: number;
  readonly counter_examples: number;
  readonly ordinary_texts: number;
  readonly precision: number;
  readonly recall: number;
  readonly missed_examples: readonly number[];
  readonly found_counter_examples: readonly number[];
  readonly found_ordinary_texts: number;
  readonly weak: boolean;
}

/** Presents the policy in force of a moderator. */
export function presentPolicy(
  { policy, coverage }: Pick<Moderator, 'policy' | 'coverage'>,
  reports: readonly ExampleReport[],
): PresentedPolicy {
  const { name, version } = policy;
  return {
    id: toPolicyLabel(policy),
    object: 'policy',
    name,
    version,
    classifiers: coverage.map(({ classifier, categories, stages }) => ({ name: classifier, categories, stages })),
    learned: reports.map(presentReport),
  };
}

function presentReport({ category, threshold, counts, precision, recall, ...found }: ExampleReport): PresentedReport {
  return {
    category,
    threshold,
    examples: counts.examples,
    counter_examples: counts.counterExamples,
    ordinary_texts: counts.ordinaryTexts,
    precision,
    recall,
    missed_examples: found.missedExamples,
    found_counter_examples: found.foundCounterExamples,
    found_ordinary_texts: found.foundOrdinaryTexts,
    weak: found.isWeak,
  };
}
