import { type Category, extensionCategories, isOpenAiCategory } from '../contract/category.js';
import { type Classifier, listCategories } from '../contract/classifier.js';
import { ConfigurationError } from '../errors/moderation-errors.js';
import { locateProblem } from '../policy/policy-problem.js';
import { type CategoryRule, findClassifierSettings, type ModerationPolicy } from '../contract/policy.js';

/** A name in a policy, and its path there. */
type LocatedName = readonly [name: string, path: readonly (string | number)[]];

/**
 * Asserts that a policy can be applied with the given classifiers.
 * @throws {ConfigurationError} when two classifiers share a name, or when the policy
 * - names a classifier that is not there, in the thresholds of a category too,
 * - names a classifier at a stage that it disables,
 * - names a category that no classifier and no rule can find,
 * - has examples from which no classifier learns.
 */
export function assertClassifiers(policy: ModerationPolicy, classifiers: readonly Classifier[]): void {
  const names = new Set<string>();
  for (const { name } of classifiers) {
    if (names.has(name)) {
      throw new ConfigurationError(`Two classifiers are named "${name}"; give each a name of its own.`);
    }
    names.add(name);
  }
  const required = listClassifierNames(policy);
  // Thresholds for a classifier that a policy may do without do no harm: those of the presets for the guard.
  const scorers = new Set([...names, ...Object.keys(policy.classifiers)]);
  const missing =
    required.find(([name]) => !names.has(name)) ?? listThresholdNames(policy).find(([name]) => !scorers.has(name));
  if (missing !== undefined) {
    const [name, path] = missing;
    throw toConfigurationError(policy, path, `there is no classifier "${name}"; there are: ${[...names].join(', ')}.`);
  }
  const disabled = required.find(([name]) => !findClassifierSettings(policy, name).enabled);
  if (disabled !== undefined) {
    const [name, path] = disabled;
    throw toConfigurationError(policy, path, `the classifier "${name}" is disabled; enable it, or remove it here.`);
  }
  assertLearners(policy, classifiers);
  const covered = new Set<string>([
    ...extensionCategories,
    ...classifiers.flatMap((classifier) => listCategories(classifier, policy)),
    ...policy.rules.map(({ category }) => category),
  ]);
  const uncovered = listCategoryNames(policy).find(([name]) => !isOpenAiCategory(name) && !covered.has(name));
  if (uncovered !== undefined) {
    const [name, path] = uncovered;
    throw toConfigurationError(
      policy,
      path,
      `no classifier and no rule of this policy scores "${name}"; in addition to OpenAI's categories there are: ${[...covered].join(', ')}.`,
    );
  }
}

/** Asserts that a classifier learns each category that the policy has examples for. */
function assertLearners(policy: ModerationPolicy, classifiers: readonly Classifier[]): void {
  for (const category of Object.keys(policy.examples) as Category[]) {
    const path = ['categories', category, 'examples'];
    const learner = classifiers.find((classifier) => classifier.categoriesFor?.(policy).includes(category));
    if (learner === undefined) {
      const remedy =
        'give the moderator examplesClassifier({ encoder }), and in the server leave GUARD_MODEL on; or remove the examples';
      throw toConfigurationError(policy, path, `no classifier learns from examples here: ${remedy}.`);
    }
    if (!findClassifierSettings(policy, learner.name).enabled) {
      const message = `the classifier "${learner.name}", which learns from them, is disabled; enable it, or remove the examples.`;
      throw toConfigurationError(policy, path, message);
    }
  }
}

function listClassifierNames(policy: ModerationPolicy): readonly LocatedName[] {
  return [
    ...Object.entries(policy.stages).flatMap(([stage, { classifiers = [] }]) =>
      classifiers.map((name, index): LocatedName => [name, ['stages', stage, 'classifiers', index]]),
    ),
    ...Object.entries(policy.classifiers).flatMap(([name, { enabled, optional }]): LocatedName[] =>
      enabled && !optional ? [[name, ['classifiers', name]]] : [],
    ),
  ];
}

/** Lists the names of the classifiers that have a threshold of their own. */
function listThresholdNames({ stages, otherCategories }: ModerationPolicy): readonly LocatedName[] {
  const isInAll = (category: string, name: string): boolean =>
    Object.values(stages).every(({ categories }) =>
      Object.hasOwn(readThresholds(categories[category as Category]), name),
    );
  return [
    ...Object.keys(readThresholds(otherCategories)).map((name): LocatedName => [
      name,
      ['otherCategories', 'thresholds', name],
    ]),
    ...Object.entries(stages).flatMap(([stage, { categories }]) =>
      Object.entries(categories).flatMap(([category, rule]) =>
        Object.keys(readThresholds(rule)).map((name): LocatedName => [
          name,
          [...(isInAll(category, name) ? [] : ['stages', stage]), 'categories', category, 'thresholds', name],
        ]),
      ),
    ),
  ];
}

function readThresholds(rule: CategoryRule | undefined): NonNullable<CategoryRule['thresholds']> {
  return rule?.thresholds ?? {};
}

function listCategoryNames({ stages }: ModerationPolicy): readonly LocatedName[] {
  const isInAll = (name: string): boolean =>
    Object.values(stages).every(({ categories }) => Object.hasOwn(categories, name));
  return Object.entries(stages).flatMap(([stage, { categories }]) =>
    Object.keys(categories).map((name): LocatedName => [
      name,
      isInAll(name) ? ['categories', name] : ['stages', stage, 'categories', name],
    ]),
  );
}

function toConfigurationError(policy: ModerationPolicy, path: LocatedName[1], message: string): ConfigurationError {
  const { fileName, problem } = locateProblem(policy, path, message);
  const location = problem.line === undefined ? fileName : `${fileName}:${problem.line}:${problem.column}`;
  return new ConfigurationError(`${location}: ${problem.field}: ${problem.message}`);
}
