import { type Category } from '../../contract/category.js';
import { type Classifier, listCategories } from '../../contract/classifier.js';
import { type ModerationStage, moderationStages } from '../../contract/moderation-input.js';
import { findClassifierSettings, type ModerationPolicy } from '../../contract/policy.js';

/** A classifier that runs under a policy, and what it looks for. */
export interface ClassifierCoverage {
  readonly classifier: string;
  /** A category that no classifier lists is never judged: its absence from the scores does not mean harmless. */
  readonly categories: readonly Category[];
  /** The stages at which it runs. */
  readonly stages: readonly ModerationStage[];
}

/** Selects the classifiers that run at a stage under a policy. */
export function selectClassifiers(
  policy: ModerationPolicy,
  stage: ModerationStage,
  classifiers: readonly Classifier[],
): readonly Classifier[] {
  const named = policy.stages[stage].classifiers;
  return classifiers.filter(
    ({ name, stages, categoriesFor }) =>
      (named?.includes(name) ?? stages?.includes(stage) ?? true) &&
      findClassifierSettings(policy, name).enabled &&
      // One that has nothing to look for under the policy would only cost a queue and a line in every record.
      categoriesFor?.(policy).length !== 0,
  );
}

/** Lists the classifiers that run under a policy, with their categories and stages. */
export function listCoverage(
  policy: ModerationPolicy,
  classifiers: readonly Classifier[],
): readonly ClassifierCoverage[] {
  const moderated = moderationStages.filter((stage) => policy.stages[stage].enabled);
  return classifiers.flatMap((classifier): ClassifierCoverage[] => {
    const stages = moderated.filter((stage) => selectClassifiers(policy, stage, [classifier]).length > 0);
    const categories = listCoveredCategories(policy, classifier);
    return stages.length === 0 || categories.length === 0 ? [] : [{ classifier: classifier.name, categories, stages }];
  });
}

/** The categories of the policy's own rules are those that the policy says. */
function listCoveredCategories(policy: ModerationPolicy, classifier: Classifier): readonly Category[] {
  const { rules } = policy;
  return classifier.name === 'rules'
    ? [...new Set(rules.map(({ category }) => category))]
    : listCategories(classifier, policy);
}
