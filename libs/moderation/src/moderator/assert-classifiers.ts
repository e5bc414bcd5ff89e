import { extensionCategories, isOpenAiCategory } from '../contract/category.js';
import { type Classifier } from '../contract/classifier.js';
import { ConfigurationError } from '../errors/moderation-errors.js';
import { locateProblem } from '../policy/policy-problem.js';
import { type ModerationPolicy } from '../contract/policy.js';

/** A name that stands in a policy, and where. */
type NamedAt = readonly [name: string, path: readonly (string | number)[]];

/**
 * Proves that a policy can be carried out with some classifiers.
 * @throws {ConfigurationError} when two share a name, or the policy names a classifier that is not there, or a category that
 * nothing judges.
 */
export function assertClassifiers(policy: ModerationPolicy, classifiers: readonly Classifier[]): void {
  const names = new Set<string>();
  for (const { name } of classifiers) {
    if (names.has(name)) {
      throw new ConfigurationError(`Two classifiers are named "${name}"; give each a name of its own.`);
    }
    names.add(name);
  }
  const missing = namedClassifiers(policy).find(([name]) => !names.has(name));
  if (missing !== undefined) {
    const [name, path] = missing;
    throw problemOf(policy, path, `there is no classifier "${name}"; there are: ${[...names].join(', ')}.`);
  }
  const judged = new Set<string>([
    ...extensionCategories,
    ...classifiers.flatMap(({ categories }) => categories),
    ...policy.rules.map(({ category }) => category),
  ]);
  const unjudged = namedCategories(policy).find(([name]) => !isOpenAiCategory(name) && !judged.has(name));
  if (unjudged !== undefined) {
    const [name, path] = unjudged;
    throw problemOf(
      policy,
      path,
      `no classifier and no rule of this policy judges "${name}"; beside OpenAI's categories there are: ${[...judged].join(', ')}.`,
    );
  }
}

function namedClassifiers(policy: ModerationPolicy): readonly NamedAt[] {
  return [
    ...Object.entries(policy.stages).flatMap(([stage, { classifiers = [] }]) =>
      classifiers.map((name, index): NamedAt => [name, ['stages', stage, 'classifiers', index]]),
    ),
    ...Object.entries(policy.classifiers).flatMap(([name, { enabled }]): NamedAt[] =>
      enabled ? [[name, ['classifiers', name]]] : [],
    ),
  ];
}

function namedCategories({ stages }: ModerationPolicy): readonly NamedAt[] {
  const isInAll = (name: string): boolean =>
    Object.values(stages).every(({ categories }) => Object.hasOwn(categories, name));
  return Object.entries(stages).flatMap(([stage, { categories }]) =>
    Object.keys(categories).map((name): NamedAt => [
      name,
      isInAll(name) ? ['categories', name] : ['stages', stage, 'categories', name],
    ]),
  );
}

function problemOf(policy: ModerationPolicy, path: NamedAt[1], message: string): ConfigurationError {
  const { fileName, problem } = locateProblem(policy, path, message);
  const place = problem.line === undefined ? fileName : `${fileName}:${String(problem.line)}:${String(problem.column)}`;
  return new ConfigurationError(`${place}: ${problem.field}: ${problem.message}`);
}
