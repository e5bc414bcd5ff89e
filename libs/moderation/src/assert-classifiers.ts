import { type Classifier } from './classifier.js';
import { ConfigurationError } from './errors.js';
import { problemAt } from './policy/policy-place.js';
import { type ModerationPolicy } from './policy/policy.js';

/**
 * Proves that a policy can be carried out with some classifiers.
 * @throws {ConfigurationError} when two share a name, or the policy names one that is not there.
 */
export function assertClassifiers(policy: ModerationPolicy, classifiers: readonly Classifier[]): void {
  const names = new Set<string>();
  for (const { name } of classifiers) {
    if (names.has(name)) {
      throw new ConfigurationError(`Two classifiers are named "${name}"; give each a name of its own.`);
    }
    names.add(name);
  }
  const named: readonly (readonly [name: string, path: readonly (string | number)[]])[] = [
    ...Object.entries(policy.stages).flatMap(([stage, { classifiers: ofStage = [] }]) =>
      ofStage.map((name, index) => [name, ['stages', stage, 'classifiers', index]] as const),
    ),
    ...Object.entries(policy.classifiers).flatMap(([name, { enabled }]) => (enabled ? [[name, ['classifiers', name]] as const] : [])),
  ];
  const missing = named.find(([name]) => !names.has(name));
  if (missing === undefined) return;
  const [name, path] = missing;
  const { fileName, problem } = problemAt(policy, path, '');
  const place = problem.line === undefined ? fileName : `${fileName}:${String(problem.line)}:${String(problem.column)}`;
  throw new ConfigurationError(`${place}: ${problem.field}: there is no classifier "${name}"; there are: ${[...names].join(', ')}.`);
}
